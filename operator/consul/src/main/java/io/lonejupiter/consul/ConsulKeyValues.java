package io.lonejupiter.consul;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.consul.ConsulHttp.Answer;
import io.lonejupiter.core.port.KeyValues;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Consul's KV store. */
public final class ConsulKeyValues implements KeyValues {
  private final ConsulHttp http;

  public ConsulKeyValues(ConsulHttp http) {
    this.http = http;
  }

  @Override
  public Optional<Entry> get(String key) {
    var answer = http.get("/v1/kv/" + ConsulHttp.escapeKey(key) + "?consistent");
    return entries(answer, key).stream().findFirst();
  }

  @Override
  public Listing list(String prefix) {
    var answer = http.get("/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent");
    return new Listing(entries(answer, prefix), answer.index());
  }

  @Override
  public Listing watch(String prefix, long index, Duration wait) throws InterruptedException {
    // Without it a Consul that has just started answers from the past while it reads its log.
    var path = "/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent";
    var answer = http.getBlocking(path, index, wait);
    return new Listing(entries(answer, prefix), answer.index());
  }

  @Override
  public boolean commit(List<? extends Write> writes) {
    var transaction = new ConsulTransactions(http);
    writes.forEach(transaction::add);
    return transaction.commit().committed();
  }

  private static List<Entry> entries(Answer answer, String key) {
    if (answer.status() == 404) {
      return List.of();
    }
    var entries = new ArrayList<Entry>();
    for (var node : answer.orFail("GET " + key).json()) {
      entries.add(
          new Entry(
              node.path("Key").asText(),
              value(node),
              node.path("ModifyIndex").asLong(),
              node.path("Session").asText(null)));
    }
    return List.copyOf(entries);
  }

  /** The value of an entry; an empty one comes as null. */
  static byte[] value(JsonNode node) {
    try {
      var value = node.path("Value");
      return value.isNull() || value.isMissingNode() ? new byte[0] : value.binaryValue();
    } catch (IOException e) {
      throw new UnavailableException("consul sent a value that is no base64", e);
    }
  }
}
