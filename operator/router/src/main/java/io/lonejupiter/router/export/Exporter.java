package io.lonejupiter.router.export;

import io.lonejupiter.consul.ConsulConfigEntries;
import io.lonejupiter.consul.ConsulConfigEntries.ForeignEntryException;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.KeyValues.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes renderings into Consul, and takes away what an earlier one wrote and this one has not. */
public final class Exporter {
  private static final int IN_ONE_TRANSACTION = 60;

  private final ConsulHttp http;
  private final String cluster;

  public Exporter(ConsulHttp http, String cluster) {
    this.http = http;
    this.cluster = cluster;
  }

  /**
   * Makes what is there that of a rendering; of an empty one nothing is left.
   *
   * @return how many entries were written or taken away
   * @throws ForeignEntryException an entry of that name is somebody else's; nothing was written
   */
  public int write(Format format, Map<String, String> entries) {
    return format == Format.CONSUL
        ? new ConsulConfigEntries(http)
            .make(ConsulRendering.OWNER, cluster, ConsulRendering.KINDS, entries)
        : writeKeys(format, entries);
  }

  private int writeKeys(Format format, Map<String, String> entries) {
    var store = new ConsulKeyValues(http);
    var prefix =
        format == Format.FABIO ? FabioRendering.prefix(cluster) : TraefikRendering.prefix();
    var known = new TreeMap<String, String>();
    for (var entry : store.list(prefix).entries()) {
      if (format == Format.FABIO || TraefikRendering.owns(cluster, entry.key())) {
        known.put(entry.key(), new String(entry.value(), StandardCharsets.UTF_8));
      }
    }
    var writes = new ArrayList<Write>();
    entries.forEach(
        (key, value) -> {
          if (!value.equals(known.get(key))) {
            writes.add(new Put(key, value.getBytes(StandardCharsets.UTF_8)));
          }
        });
    known.keySet().stream()
        .filter(key -> !entries.containsKey(key))
        .forEach(key -> writes.add(new Delete(key)));
    for (var from = 0; from < writes.size(); from += IN_ONE_TRANSACTION) {
      var some = writes.subList(from, Math.min(writes.size(), from + IN_ONE_TRANSACTION));
      store.commit(List.copyOf(some));
    }
    return writes.size();
  }
}
