package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.router.haproxy.ProxyState.Mode;
import io.lonejupiter.router.table.BackendSettings;
import io.lonejupiter.router.table.Sticky;
import io.lonejupiter.router.table.Vocabulary;
import java.util.Map;
import java.util.Optional;

/**
 * Renders the configuration and the map files: all that a worker needs to serve from its first
 * request on, with no other file. Pure. Paths are relative to HAProxy's working folder.
 *
 * <p>Every rule looks into a map, so that routes, weights and instances change at run time. Only
 * more room - backends {@code s0..} and their servers {@code i1..} - and another name in the {@link
 * Vocabulary} need a reload.
 */
public final class HaproxyConfig {
  private static final String HEAD =
      """
      global
        description %s
      %s%s  stats socket unix@haproxy.sock mode 600 level admin expose-fd listeners
        stats timeout 1m
        hard-stop-after 24h
        localpeer worker

      # Hands the counters on to the worker that a reload brings, so that shares stay exact.
      peers workers
        peer worker unix@peers.sock

      defaults
        mode http
        balance roundrobin
        timeout connect 2s
        timeout client 1m
        timeout server 1m
        timeout http-request 10s
        timeout http-keep-alive 1m
        timeout queue 5s
        timeout tunnel 1h
        # A connection that was refused goes to another instance at once. A request that was sent is
        # only sent again where that is safe.
        retries 3
        option redispatch 1
        retry-on conn-failure empty-response
        # Consul says who may get traffic. HAProxy takes it from an instance that it cannot connect to,
        # which counts where Consul is slower, or away.
        default-server check inter 5s fastinter 200ms downinter 1s fall 3 rise 1 observe layer4 error-limit 1 on-error fastinter
        # A reload must not close a connection as its next request arrives.
        option idle-close-on-response
        http-reuse safe
        http-error status 503 content-type application/json string "{\\"error\\":\\"no instance of this backend can take the request\\"}"

      """;

  private HaproxyConfig() {}

  /**
   * The configuration.
   *
   * @param state servers that get traffic are in it from the first request on
   * @param files that HAProxy may have open; empty to leave it to HAProxy how many connections it
   *     takes
   */
  static String render(
      Listener listener, Layout layout, ProxyState state, Optional<OpenFiles> files) {
    var config =
        new StringBuilder(
            HEAD.formatted(
                name(listener, layout), limits(layout, state, files), TargetRules.SETTINGS));
    config.append(rules(listener, layout.vocabulary()));
    var first =
        ActionRules.of(layout.vocabulary().actions()).timeouts() + TraceRules.chosen(listener);
    var keeps = layout.vocabulary().stickies().stream().anyMatch(Sticky::instance);
    for (var slot = 0; slot < layout.sizes().size(); slot++) {
      backend(
          config,
          "s" + slot,
          layout.sizes().get(slot),
          layout.settings().get(slot),
          first,
          keeps,
          state);
    }
    return config.toString();
  }

  private static String limits(Layout layout, ProxyState state, Optional<OpenFiles> files) {
    var room = layout.sizes().stream().mapToInt(Integer::intValue).sum();
    return files.map(each -> each.settings(state.servers().size(), room)).orElse("");
  }

  /** What a worker with these rules says of itself. */
  static String name(Listener listener, Layout layout) {
    var settings = new StringBuilder();
    layout.settings().forEach(each -> settings.append(settings(each)).append('\n'));
    return Documents.hash(
        HEAD
            + OpenFiles.SETTINGS
            + TargetRules.SETTINGS
            + rules(listener, layout.vocabulary())
            + TraceRules.chosen(listener)
            + SessionRules.SERVER
            + settings,
        16);
  }

  /** Between the head and the backends. */
  private static String rules(Listener listener, Vocabulary vocabulary) {
    var config = new StringBuilder();
    frontend(config, listener, vocabulary);
    config.append(
        """

        # One counter per route, which says in what bucket a request is.
        backend counters
          stick-table type string len 128 size 64k store gpc0 peers workers

        # For former workers: the one that listens there now has taken over.
        backend current
          timeout server 24h
          timeout tunnel 24h
          server current unix@current.sock send-proxy no-check

        # HAProxy knows a map at run time only if a rule reads it.
        backend nowhere
          http-request set-var(txn.none) str(-),map_str(maps/steps.map)
          http-request set-var(txn.none) str(-),map_str(maps/actions.map)
          http-request set-var(txn.none) str(-),map_str(maps/instances.map)
          http-request set-var(txn.none) str(-),map_str(maps/homes.map)
          http-request set-var(txn.none) str(-),map_str(maps/names.map)
        """);
    config.append(new PathRules(vocabulary.hosts(), false).unread());
    config.append(
        """
          http-request return status 503 content-type application/json string "{\\"error\\":\\"this route has no backend\\"}"
        """);
    config.append(SessionRules.tables(vocabulary.stickies()));
    config.append(ActionRules.of(vocabulary.actions()).backends());
    return config.toString();
  }

  private static void frontend(StringBuilder config, Listener listener, Vocabulary vocabulary) {
    var actions = ActionRules.of(vocabulary.actions());
    var decision = FeatureRules.of(vocabulary.features());
    config.append("frontend http\n  bind ").append(listener.bind()).append('\n');
    config.append(TraceRules.log(listener));
    config.append(actions.times() ? TimesRules.log(listener) : "");
    config.append(
        """
          bind unix@current.sock mode 600 accept-proxy id 2
          option disable-h2-upgrade
          http-request add-header X-Forwarded-For %[src] unless { so_id 2 }
          # A former worker hands the requests on its kept connections on to the one that serves.
          http-request set-var(txn.former) str(former),map_str(maps/former.map) if { stopping }
          http-request set-log-level silent if { stopping } { var(txn.former) -m found }
          http-request allow if { stopping } { var(txn.former) -m found }
          http-request disable-l7-retry unless { method GET HEAD OPTIONS }
          http-request set-header X-Forwarded-Proto http
        """);
    var paths = new PathRules(vocabulary.hosts(), listener.logs());
    config.append(paths.logged()).append(TargetRules.rules()).append(TraceRules.asked(listener));
    var unlessAsked = TraceRules.unlessAsked(listener);
    var swift = new SwiftRules(unlessAsked);
    var asSent = paths.asSent();
    config.append(asSent).append(asSent.isEmpty() ? "" : swift.first());
    config.append(paths.all()).append(asSent.isEmpty() ? swift.all() : swift.rest());
    if (!decision.isEmpty()) {
      config.append(decision).append(paths.again(decision)).append(swift.all());
    }
    config.append(
        """
          http-request return status 404 content-type application/json string "{\\"error\\":\\"no route for this request\\"}" if !{ var(txn.route) -m found }
        """);
    config.append(actions.found(swift.all()));
    config.append(
        """
          http-request set-var(txn.slot) var(txn.rule),field(5,|) if { var(txn.rule),field(5,|) -m len gt 0 }
        """);
    config.append(actions.limits()).append(BucketRules.of(vocabulary.stickies()));
    config.append(
        """
          http-request set-var(txn.slot) var(txn.rule),field(2,|),concat(|,txn.bucket),map_beg(maps/splits.map) if { var(txn.bucket) -m found }
        """);
    // Last, so that no change of headers takes away the cookie.
    config.append(actions.changes()).append(SessionRules.of(vocabulary.stickies(), unlessAsked));
    config.append(TraceRules.of(listener)).append(SwiftRules.USE);
    config.append(
        """
          use_backend %[var(txn.slot)] if { var(txn.slot) -m found }
          use_backend current if { var(txn.former) -m found }
          default_backend nowhere
        """);
  }

  private static void backend(
      StringBuilder config,
      String name,
      int size,
      BackendSettings settings,
      String first,
      boolean keeps,
      ProxyState state) {
    config.append("\nbackend ").append(name).append('\n').append(settings(settings)).append(first);
    config.append(keeps ? SessionRules.server(name) : "");
    var free = 1;
    for (var index = 1; index <= size; index++) {
      var server = state.servers().get(name + "/i" + index);
      if (server != null && server.mode() == Mode.READY) {
        unused(config, free, index - 1);
        config.append(
            "  server i%d %s:%d\n".formatted(index, bracketed(server.address()), server.port()));
        free = index + 1;
      }
    }
    unused(config, free, size);
  }

  /** What differs from the defaults. */
  private static String settings(BackendSettings settings) {
    var lines = new StringBuilder();
    if (settings.connectMillis() != BackendSettings.DEFAULT.connectMillis()) {
      lines.append("  timeout connect ").append(settings.connectMillis()).append("ms\n");
    }
    var balance =
        switch (settings.balance()) {
          case ROUND_ROBIN -> "";
          case LEAST_CONNECTIONS -> "  balance leastconn\n";
          case HASH_URI -> "  balance uri\n";
          case HASH_HEADER -> "  balance hdr(" + settings.name() + ")\n";
          case HASH_COOKIE -> "  balance hash req.cook(" + settings.name() + ")\n";
        };
    lines.append(balance);
    if (balance.contains("uri") || balance.contains("(")) {
      lines.append("  hash-type consistent\n");
    }
    return lines.toString();
  }

  private static void unused(StringBuilder config, int first, int last) {
    if (first <= last) {
      config.append("  server-template i %s 127.0.0.1:1 disabled\n".formatted(first + "-" + last));
    }
  }

  /** An address as it stands before a colon and a port. */
  public static String bracketed(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /** A map file: a key and a value in each line, in the map's order. */
  public static String map(Map<String, String> entries) {
    var text = new StringBuilder();
    entries.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
    return text.toString();
  }
}
