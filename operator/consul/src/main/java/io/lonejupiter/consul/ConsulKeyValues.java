package io.lonejupiter.consul;

import io.lonejupiter.consul.ConsulHttp.Answer;
import io.lonejupiter.core.port.KeyValues;
import java.io.IOException;
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
    return entries(answer, key, new RepeatedList()).stream().findFirst();
  }

  @Override
  public Listing list(String prefix) {
    var answer = http.get("/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent");
    return new Listing(entries(answer, prefix, new RepeatedList()), answer.index());
  }

  @Override
  public Query query(String prefix) {
    // Without it a Consul that has just started answers from the past while it reads its log.
    var path = "/v1/kv/" + ConsulHttp.escapeKey(prefix) + "?recurse&consistent";
    var list = new RepeatedList();
    return (index, wait) -> {
      var answer = http.getBlocking(path, index, wait);
      return new Listing(entries(answer, prefix, list), answer.index());
    };
  }

  @Override
  public boolean commit(List<? extends Write> writes) {
    var transaction = new ConsulTransactions(http);
    writes.forEach(transaction::add);
    return transaction.commit().committed();
  }

  private static List<Entry> entries(Answer answer, String key, RepeatedList list) {
    if (answer.status() == 404) {
      return List.of();
    }
    try {
      return list.read(answer.orFail("GET " + key).body());
    } catch (IOException e) {
      throw new UnavailableException("consul's answer on " + key + " cannot be read", e);
    }
  }
}
