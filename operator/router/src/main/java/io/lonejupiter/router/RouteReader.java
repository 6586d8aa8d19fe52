package io.lonejupiter.router;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.HiddenException;
import io.lonejupiter.consul.Sentinels;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.RouteIntake;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Vocabulary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads once what the routers of a group go by. */
public final class RouteReader {

  /**
   * @param errors id of a document to the reason why it is not obeyed
   */
  public record Reading(RouteTable table, Map<String, String> errors) {}

  private RouteReader() {}

  /**
   * Reads it from Consul.
   *
   * @throws io.lonejupiter.core.port.KeyValues.UnavailableException Consul does not answer
   * @throws HiddenException the token may not read it
   * @throws IllegalArgumentException there is no such cluster
   */
  public static Reading read(ConsulAddress consul, String cluster, String group)
      throws InterruptedException {
    var http = new ConsulHttp(consul);
    var store = new ConsulKeyValues(http);
    var keys = new Keys(cluster);
    // Whether HAProxy takes an expression, its router says in the status.
    var intake = RouteIntake.EMPTY.next(routes(store, keys), group, expression -> Optional.empty());
    var draining =
        Sentinels.list(store, keys.drains()).stream()
            .filter(entry -> !Keys.isSentinel(entry.key()))
            .map(entry -> Keys.lastSegment(entry.key()))
            .collect(Collectors.toUnmodifiableSet());
    var catalog = new ConsulCatalog(http, cluster);
    var instances = new TreeMap<String, List<ServiceInstance>>();
    for (var app : Inputs.apps(intake.documents().values())) {
      instances.put(app, catalog.instances(app, 0, Duration.ofSeconds(1)).value());
    }
    if (!instances.isEmpty()
        && instances.values().stream().allMatch(List::isEmpty)
        && catalog.isBlank()) {
      throw new HiddenException(
          "consul shows no instance at all, not even of its own service: its token may not read"
              + " services or nodes (docs/consul.md)");
    }
    // What routers report is nothing that the routes do.
    var documents = new TreeMap<>(intake.documents());
    documents.replaceAll((id, document) -> document.untimed());
    var table =
        RouteTable.compose(documents, Map.of(), instances, draining, Vocabulary.NONE, new Memo());
    var errors = new TreeMap<>(table.errors());
    errors.putAll(intake.errors());
    return new Reading(table, errors);
  }

  private static List<Entry> routes(KeyValues store, Keys keys) {
    var entries = Sentinels.list(store, keys.routes());
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(
          "no server of cluster %s has started yet; start one, or name another with --cluster"
              .formatted(keys.cluster()));
    }
    return entries;
  }
}
