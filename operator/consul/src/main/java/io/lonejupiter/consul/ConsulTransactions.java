package io.lonejupiter.consul;

import com.fasterxml.jackson.core.JsonGenerator;
import io.lonejupiter.core.port.KeyValues.Acquire;
import io.lonejupiter.core.port.KeyValues.CheckSession;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.DeleteIf;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.port.KeyValues.Write;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** {@code /v1/txn}: several operations, all or none. */
final class ConsulTransactions {
  /** Consul's limit on operations. */
  static final int MAX_OPERATIONS = 64;

  private static final String PATH = "/v1/txn";

  private final ConsulHttp http;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(4096);
  private final JsonGenerator json;
  private int operations;

  ConsulTransactions(ConsulHttp http) {
    this.http = http;
    try {
      this.json = ConsulHttp.JSON.createGenerator(body);
      json.writeStartArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What became of a transaction.
   *
   * @param modifyIndex of everything that was written; 0 if nothing was
   * @param conflicts Consul's words on each condition that did not hold; empty if it was made
   */
  record Outcome(long modifyIndex, List<Conflict> conflicts) {
    boolean committed() {
      return conflicts.isEmpty();
    }
  }

  record Conflict(int operation, String what) {}

  ConsulTransactions add(Write write) {
    if (write instanceof Put w) {
      return put("set", w.key(), w.value(), 0, 0, null);
    } else if (write instanceof PutIf w) {
      return put("cas", w.key(), w.value(), w.modifyIndex(), 0, null);
    } else if (write instanceof Acquire w) {
      return put("lock", w.key(), w.value(), 0, 0, w.session());
    } else if (write instanceof Delete w) {
      return put("delete", w.key(), null, 0, 0, null);
    } else if (write instanceof DeleteIf w) {
      return put("delete-cas", w.key(), null, w.modifyIndex(), 0, null);
    } else if (write instanceof CheckSession w) {
      return put("check-session", w.key(), null, 0, 0, w.session());
    }
    throw new IllegalArgumentException("no verb for " + write);
  }

  /** Puts a value with Consul's free-to-use number beside it. */
  ConsulTransactions addWithFlags(String key, byte[] value, long flags) {
    return put("set", key, value, 0, flags, null);
  }

  private ConsulTransactions put(
      String verb, String key, byte[] value, long index, long flags, String session) {
    try {
      json.writeStartObject();
      json.writeObjectFieldStart("KV");
      json.writeStringField("Verb", verb);
      json.writeStringField("Key", key);
      if (value != null) {
        json.writeBinaryField("Value", value);
      }
      if (verb.endsWith("cas")) {
        json.writeNumberField("Index", index);
      }
      if (flags != 0) {
        json.writeNumberField("Flags", flags);
      }
      if (session != null) {
        json.writeStringField("Session", session);
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    operations++;
    return this;
  }

  /**
   * Sends it; once only.
   *
   * @throws UnavailableException Consul did not answer, or with an error; the transaction may have
   *     been made all the same
   */
  Outcome commit() {
    return outcome(http.put(PATH, closed()));
  }

  /**
   * As {@link #commit}, sent and awaited by the calling thread itself: quicker, but an interruption
   * does not end it.
   */
  Outcome commitHere() {
    return outcome(http.putHere(PATH, closed()));
  }

  private byte[] closed() {
    if (operations > MAX_OPERATIONS) {
      throw new IllegalArgumentException(
          operations + " operations in one transaction; Consul takes " + MAX_OPERATIONS);
    }
    try {
      json.writeEndArray();
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.toByteArray();
  }

  private static Outcome outcome(ConsulHttp.Answer answer) {
    if (answer.status() == 409) {
      var conflicts = new ArrayList<Conflict>();
      for (var error : answer.json().path("Errors")) {
        conflicts.add(
            new Conflict(error.path("OpIndex").asInt(), error.path("What").asText("conflict")));
      }
      return new Outcome(0, List.copyOf(conflicts));
    }
    var results = answer.orFail("PUT /v1/txn").json().path("Results");
    long index = 0;
    for (var result : results) {
      index = Math.max(index, result.at("/KV/ModifyIndex").asLong());
    }
    return new Outcome(index, List.of());
  }
}
