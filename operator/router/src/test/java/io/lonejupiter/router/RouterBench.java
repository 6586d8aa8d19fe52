package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.KeyValues.Write;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A router beside a HAProxy that was written by hand, and how soon it obeys. {@code bench/run}. */
class RouterBench {
  private static final long BETWEEN_REQUESTS_NANOS = 1_000_000;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int TURNS = Integer.getInteger("lj.bench.turns", 5);
  private static final int TURN_SECONDS = 4;
  private static final int CHANGES = Integer.getInteger("lj.bench.changes", 200);
  private static final int ROUTES_PER_DOCUMENT = 10;
  private static final int IN_ONE_TRANSACTION = 10;
  private static final int KEEPING_ROUTES = 100;
  private static final String SHOP = "shop.example.org";
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern PERCENTILE = Pattern.compile("(50|99)% +([0-9.]+)(us|ms|s)");

  @RegisterExtension static final Stages STAGES = new Stages();

  @TempDir Path folder;

  /**
   * @param beside the target that does the same with rules written by hand
   */
  private record Target(String name, String url, List<String> headers, int beside) {}

  /** What one turn of wrk measured. */
  private record Turn(double perSecond, double median, double slow) {}

  @Test
  void throughputBesideAProxyWrittenByHand() throws Exception {
    var ports = List.of(free(), free(), free());
    var byHand = List.of(free(), free(), free(), free());
    var backend = new StringBuilder(DEFAULTS);
    var servers = new StringBuilder();
    for (var port : ports) {
      backend.append(
          "frontend b%d\n  bind 127.0.0.1:%d\n  http-request return status 200 content-type text/plain string \"%s\"\n"
              .formatted(port, port, "x".repeat(100)));
      servers.append("  server s%d 127.0.0.1:%d check\n".formatted(port, port));
    }
    var stage = STAGES.stage();
    try (var backends = start("backends", backend.toString());
        var plain = start("plain", BY_HAND.formatted(byHand.toArray()) + shops(servers))) {
      for (var port : ports) {
        stage.register("prod.shop-" + port, "1.0.0", port);
        stage.register("prod.canary-" + port, "2.0.0", port);
      }
      stage.start();
      var one = List.of(version(stage.app, "1.0.0", null));
      var two = List.of(version(stage.app, "1.0.0", 95), version(stage.app, "2.0.0", 5));
      var cookie = new Stickiness(StickinessType.COOKIE, null, null, null);
      var shop =
          documentOf(
              "shop",
              "r1",
              List.of(SHOP),
              route("plain", null, one, null),
              route("canary", null, two, null),
              route("sticky", null, two, cookie),
              route("header", new ValueMatch(ValueMatchType.EXACT, "x-a", "1"), two, null),
              route("header", null, two, null));
      stage.put(shop);
      var anyHost = document("any", "r1", route("plain", null, one, null));
      stage.put(anyHost);
      await()
          .atMost(LIMIT)
          .until(() -> stage.obeys(shop) && stage.obeys(anyHost) && stage.healthy(shop, 0) == 3);
      var host = List.of("Host: " + SHOP);
      var hand = "http://127.0.0.1:%d/";
      var known = "theme=dark; " + stage.exchange("GET", SHOP, "/sticky").cookie();
      var targets =
          List.of(
              new Target("by hand, nothing but servers", hand.formatted(byHand.get(0)), host, 0),
              new Target("by hand", hand.formatted(byHand.get(1)), host, 1),
              new Target("by hand, 95/5", hand.formatted(byHand.get(2)), host, 2),
              new Target("by hand, cookie, new users", hand.formatted(byHand.get(3)), host, 3),
              new Target(
                  "by hand, cookie, a known user",
                  hand.formatted(byHand.get(3)),
                  List.of(host.get(0), "Cookie: theme=dark; shop=1.0.0"),
                  4),
              new Target("one backend", stage.url("/plain"), host, 1),
              new Target("one backend, of any host", stage.url("/plain"), List.of(), 1),
              new Target("95/5", stage.url("/canary"), host, 2),
              new Target("cookie, new users", stage.url("/sticky"), host, 3),
              new Target(
                  "cookie, a known user",
                  stage.url("/sticky"),
                  List.of(host.get(0), "Cookie: " + known),
                  4),
              new Target("95/5 beside a rule by header", stage.url("/header"), host, 2));
      throughput(targets, "");
      var others = new ArrayList<Route>();
      for (var number = 0; number < KEEPING_ROUTES; number++) {
        others.add(route("other" + number, null, two, cookie));
      }
      var beside = documentOf("others", "r1", List.of(SHOP), others.toArray(Route[]::new));
      stage.put(beside);
      await().atMost(LIMIT).until(() -> stage.obeys(beside));
      throughput(targets, ", beside " + KEEPING_ROUTES + " routes with cookies");
    }
  }

  private static String shops(StringBuilder servers) {
    return "backend bare\n%1$sbackend old\n%2$s%1$sbackend new\n%2$s%1$s"
        .formatted(servers, "  option redispatch 1\n  retry-on conn-failure empty-response\n");
  }

  private static void throughput(List<Target> targets, String where) throws Exception {
    var turns = new ArrayList<List<Turn>>();
    targets.forEach(target -> turns.add(new ArrayList<>()));
    for (var turn = 0; turn < TURNS; turn++) {
      for (var index = 0; index < targets.size(); index++) {
        turns.get(index).add(load(targets.get(index)));
      }
    }
    var rates =
        turns.stream().map(all -> median(all.stream().map(Turn::perSecond).toList())).toList();
    for (var index = 0; index < targets.size(); index++) {
      var target = targets.get(index);
      print(
          "bench router %s%s: %.0f requests/s (ratio %.2f, to the same by hand %.2f), p50 %.2f ms, p99 %.2f ms",
          target.name(),
          where,
          rates.get(index),
          rates.get(index) / rates.get(0),
          rates.get(index) / rates.get(target.beside()),
          median(turns.get(index).stream().map(Turn::median).toList()),
          median(turns.get(index).stream().map(Turn::slow).toList()));
    }
  }

  @Test
  void oneChangeAmongManyRoutes() throws Exception {
    for (var routes : System.getProperty("lj.bench.routes", "10,1000,10000").split(",")) {
      STAGES.afterEach(null);
      STAGES.beforeEach(null);
      oneChangeAmong(Integer.parseInt(routes));
    }
  }

  private void oneChangeAmong(int routes) throws Exception {
    var stage = STAGES.stage();
    stage.register(stage.app("old", "1.0.0"));
    stage.register(stage.app("new", "2.0.0"));
    stage.start();
    var first = document("probe", "r0", probe(stage, 100));
    stage.put(first);
    await().atMost(LIMIT).until(() -> stage.raw("any", "/probe").equals("200 1.0.0"));

    var start = System.nanoTime();
    var documents = routes / ROUTES_PER_DOCUMENT;
    var writes = new ArrayList<Write>();
    for (var number = 0; number < documents; number++) {
      var document = many(stage, number);
      writes.add(new Put(stage.keys.route("prod", document.name()), Documents.write(document)));
      if (writes.size() == IN_ONE_TRANSACTION || number == documents - 1) {
        stage.store.commit(List.copyOf(writes));
        writes.clear();
      }
    }
    var written = System.nanoTime();
    await()
        .atMost(LIMIT)
        .until(() -> stage.report() != null && stage.report().applied().size() == documents + 1);
    var last = "/p" + (documents - 1) + "-" + (ROUTES_PER_DOCUMENT - 1);
    await().atMost(LIMIT).until(() -> stage.raw("any", last).equals("200 1.0.0"));
    var all = System.nanoTime();

    var changes = routes > 1_000 ? CHANGES / 4 : CHANGES;
    var samples = new ArrayList<Double>();
    for (var change = 1; change <= changes; change++) {
      var weight = change % 2 == 0 ? 100 : 0;
      samples.add(
          untilAnswered(
              stage,
              document("probe", "r" + change, probe(stage, weight)),
              "200 " + (weight == 100 ? "1.0.0" : "2.0.0")));
    }
    var reloads = new ArrayList<Double>();
    for (var change = 1; change <= 10; change++) {
      var match = new ValueMatch(ValueMatchType.EXACT, "x-" + change, "1");
      var special = route("probe", match, List.of(version(stage.app, "2.0.0", null)), null);
      var wanted = change % 2 == 0 ? "1.0.0" : "2.0.0";
      reloads.add(
          untilAnswered(
              stage,
              document("probe", "x" + change, special, probe(stage, change % 2 == 0 ? 100 : 0)),
              "200 " + wanted));
    }
    print(
        "bench router %d routes: written in %.1f s, all obeyed %.1f s after; one change p50 %.1f ms,"
            + " p99 %.1f ms; with a reload p50 %.0f ms, slowest %.0f ms; HAProxy %d MiB",
        routes,
        (written - start) / 1e9,
        (all - written) / 1e9,
        percentile(samples, 50),
        percentile(samples, 99),
        percentile(reloads, 50),
        percentile(reloads, 100),
        residentMebibytes(stage.proxy().workerPid()));
  }

  @Test
  void aCheckThatTurnsGreenBringsTraffic() throws Exception {
    for (var instances : new int[] {10, 1_000}) {
      STAGES.afterEach(null);
      STAGES.beforeEach(null);
      var stage = STAGES.stage();
      var app = stage.app("one", "1.0.0");
      for (var number = 0; number < instances; number++) {
        stage.registerTtl("prod.many-" + number, "1.0.0", app.port(), true);
      }
      stage.start();
      var shop =
          document(
              "shop",
              "r1",
              route("many", null, List.of(version(stage.app, "1.0.0", null)), null),
              route("late", null, List.of(version(stage.app, "2.0.0", null)), null));
      stage.put(shop);
      var late = stage.app("late", "2.0.0");
      stage.registerTtl(late.id, "2.0.0", late.port(), false);
      await().atMost(LIMIT).until(() -> stage.obeys(shop) && stage.healthy(shop, 0) == instances);
      var samples =
          untilTraffic(
              stage, late, CHANGES / 2, "503", () -> stage.raw("any", "/late").split(" ")[0]);
      print(
          "bench router check green to traffic, %d instances: p50 %.1f ms, p99 %.1f ms",
          instances, percentile(samples, 50), percentile(samples, 99));
    }
  }

  /** As HAProxy finds instances by itself: the service's SRV records, asked for every second. */
  @Test
  void aCheckThatTurnsGreenBringsTrafficByHaproxysConsulDns() throws Exception {
    var stage = STAGES.stage();
    var late = lateWithoutTraffic(stage);
    var port = free();
    var config =
        DEFAULTS
            + """
            resolvers consul
              nameserver one 127.0.0.1:%d
              accepted_payload_size 8192
              hold valid 1s
              hold nx 1s
              hold obsolete 0s
              timeout resolve 1s
              timeout retry 1s
            frontend http
              bind 127.0.0.1:%d
              default_backend shop
            backend shop
              server-template s 1-10 _%s._tcp.service.consul resolvers consul resolve-prefer ipv4 init-addr none
            """
                .formatted(STAGES.consul().settings().ports().dns(), port, stage.app);
    try (var proxy = start("dns", config)) {
      untilTrafficByDns("HAProxy", stage, late, port);
    }
  }

  /** As nginx does: the service's addresses, kept for a second; the port must be known. */
  @Test
  void aCheckThatTurnsGreenBringsTrafficByNginxsConsulDns() throws Exception {
    var stage = STAGES.stage();
    var late = lateWithoutTraffic(stage);
    var port = free();
    try (var proxy = startNginx(stage, late.port(), port)) {
      untilTrafficByDns("nginx", stage, late, port);
    }
  }

  /** The other one answers 503, so that it is told from the one that comes. */
  @Test
  void oneMoreCheckThatTurnsGreenBringsTrafficByNginxsConsulDns() throws Exception {
    var stage = STAGES.stage();
    var late = lateWithoutTraffic(stage);
    var port = free();
    var other =
        DEFAULTS
            + "frontend other\n  bind 127.0.0.2:%d\n  http-request return status 503\n"
                .formatted(late.port());
    stage.registerTtl("prod.other", "1.0.0", "127.0.0.2", late.port(), true);
    try (var there = start("other", other);
        var proxy = startNginx(stage, late.port(), port)) {
      untilTrafficByDns("nginx, beside another instance", stage, late, port);
    }
  }

  private AutoCloseable startNginx(Stage stage, int instances, int port) throws Exception {
    var config =
        """
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr crit;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          resolver 127.0.0.1:%d valid=1s ipv6=off;
          server {
            listen 127.0.0.1:%d;
            set $shop %s.service.consul;
            location / {
              proxy_pass http://$shop:%d;
            }
          }
        }
        """
            .formatted(STAGES.consul().settings().ports().dns(), port, stage.app, instances);
    var file = Files.writeString(folder.resolve("nginx.conf"), config);
    Tool nginx = Tools.standard(line -> {}).nginx();
    return start("nginx", nginx.command("-p", folder.toString(), "-c", file.toString()));
  }

  private static TestApp lateWithoutTraffic(Stage stage) {
    var late = stage.app("late", "2.0.0");
    stage.registerTtl(late.id, "2.0.0", late.port(), false);
    return late;
  }

  private static void untilTrafficByDns(String proxy, Stage stage, TestApp late, int port) {
    var samples =
        untilTraffic(
            stage,
            late,
            CHANGES / 10,
            "50",
            () -> Stage.exchangeAt(port, "GET", "any", "/").status());
    print(
        "bench router check green to traffic by Consul's DNS, %s: p50 %.0f ms, p99 %.0f ms",
        proxy, percentile(samples, 50), percentile(samples, 99));
  }

  /**
   * Milliseconds from a green check to the first answer with status 200, so many times.
   *
   * @param without begins the status of answers before it, of several in a row where other
   *     instances answer, too
   */
  private static List<Double> untilTraffic(
      Stage stage, TestApp late, int times, String without, Supplier<String> status) {
    var samples = new ArrayList<Double>();
    for (var change = 0; change < times; change++) {
      await()
          .atMost(LIMIT)
          .until(
              () -> Stream.generate(status).limit(20).allMatch(each -> each.startsWith(without)));
      var start = System.nanoTime();
      stage.pass(late.id, true);
      while (!status.get().equals("200")) {
        assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
        LockSupport.parkNanos(BETWEEN_REQUESTS_NANOS);
      }
      samples.add((System.nanoTime() - start) / 1e6);
      stage.pass(late.id, false);
    }
    return samples;
  }

  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout connect 2s
        timeout client 1m
        timeout server 1m
      """;

  /** From none of what a router does for its users to as much as a few lines do. */
  private static final String BY_HAND =
      DEFAULTS
          + """
          frontend bare
            bind 127.0.0.1:%d
            default_backend bare

          defaults
            mode http
            timeout connect 2s
            timeout client 1m
            timeout server 1m
            option forwardfor

          frontend one
            bind 127.0.0.1:%d
            http-request disable-l7-retry unless { method GET HEAD OPTIONS }
            http-request set-header X-Forwarded-Proto http
            use_backend old if { req.hdr(host) shop.example.org }

          frontend two
            bind 127.0.0.1:%d
            http-request disable-l7-retry unless { method GET HEAD OPTIONS }
            http-request set-header X-Forwarded-Proto http
            use_backend new if { req.hdr(host) shop.example.org } { rand(100) lt 5 }
            use_backend old if { req.hdr(host) shop.example.org }

          frontend kept
            bind 127.0.0.1:%d
            http-request disable-l7-retry unless { method GET HEAD OPTIONS }
            http-request set-header X-Forwarded-Proto http
            http-request set-var(txn.version) req.cook(shop)
            http-request set-var(txn.fresh) bool(true) if !{ var(txn.version) -m found }
            http-request set-var(txn.version) str(2.0.0) if { var(txn.fresh) -m bool } { rand(100) lt 5 }
            http-request set-var(txn.version) str(1.0.0) if !{ var(txn.version) -m found }
            http-after-response add-header Set-Cookie "shop=%%[var(txn.version)]; Path=/; HttpOnly; SameSite=Lax; Max-Age=1800" if { var(txn.fresh) -m bool }
            use_backend new if { req.hdr(host) shop.example.org } { var(txn.version) -m str 2.0.0 }
            use_backend old if { req.hdr(host) shop.example.org }

          """;

  private static int free() {
    return Ports.free("127.0.0.1");
  }

  private AutoCloseable start(String name, String config) throws Exception {
    var file = Files.writeString(folder.resolve(name + ".cfg"), config);
    return start(name, Tools.standard(line -> {}).haproxy().command("-f", file.toString()));
  }

  private AutoCloseable start(String name, ProcessBuilder command) throws Exception {
    var log = folder.resolve(name + ".log");
    var process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    TimeUnit.SECONDS.sleep(1);
    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    return () -> {
      process.destroy();
      process.waitFor();
    };
  }

  private static Turn load(Target target) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("-t1", "-c32", "--latency", "-d" + TURN_SECONDS + "s"));
    target.headers().forEach(header -> command.addAll(List.of("-H", header)));
    command.add(target.url());
    var process =
        STAGES.wrk().command(command.toArray(String[]::new)).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    assertThat(said).doesNotContain("Non-2xx").doesNotContain("Socket errors");
    var rate = RATE.matcher(said);
    assertThat(rate.find()).as(said).isTrue();
    var percentiles = PERCENTILE.matcher(said);
    var millis = new ArrayList<Double>();
    while (percentiles.find()) {
      var value = Double.parseDouble(percentiles.group(2));
      millis.add(
          switch (percentiles.group(3)) {
            case "us" -> value / 1_000;
            case "ms" -> value;
            default -> value * 1_000;
          });
    }
    return new Turn(Double.parseDouble(rate.group(1)), millis.get(0), millis.get(1));
  }

  private static double untilAnswered(Stage stage, RouteDocument document, String answer) {
    var start = System.nanoTime();
    stage.put(document);
    while (!stage.raw("any", "/probe").equals(answer)) {
      assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
      // What is measured needs the processors, too.
      LockSupport.parkNanos(BETWEEN_REQUESTS_NANOS);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static RouteDocument many(Stage stage, int number) {
    var routes = new ArrayList<Route>();
    for (var index = 0; index < ROUTES_PER_DOCUMENT; index++) {
      var backends = List.of(version(stage.app, "1.0.0", null));
      routes.add(route("p" + number + "-" + index, null, backends, null));
    }
    return document("many" + number, "r1", routes.toArray(Route[]::new));
  }

  private static Route probe(Stage stage, int weight) {
    return route(
        "probe",
        null,
        List.of(version(stage.app, "1.0.0", weight), version(stage.app, "2.0.0", 100 - weight)),
        null);
  }

  private static Route route(
      String path,
      ValueMatch header,
      List<io.lonejupiter.model.BackendRef> backends,
      Stickiness stickiness) {
    var match =
        new RouteMatch(
            prefix("/" + path).path(), header == null ? null : List.of(header), null, null, null);
    return new Route(
        null, List.of(match), backends, null, stickiness, null, null, null, null, null, null);
  }

  private static long residentMebibytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElse(-1);
  }

  private static double median(List<Double> values) {
    return percentile(values, 50);
  }

  private static double percentile(List<Double> values, int percent) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
