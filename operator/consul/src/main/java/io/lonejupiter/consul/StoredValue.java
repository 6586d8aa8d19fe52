package io.lonejupiter.consul;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One entry of a list of Consul's KV store, read from the stream.
 *
 * @param session the session that holds the key, or null
 */
record StoredValue(String key, byte[] value, long flags, long modifyIndex, String session) {

  /**
   * Reads a list.
   *
   * @param sink is handed one after the other
   * @throws IOException it is none, or breaks off
   */
  static void readAll(JsonParser json, Consumer<StoredValue> sink) throws IOException {
    if (json.nextToken() != JsonToken.START_ARRAY) {
      throw new IOException("consul answered no list");
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      sink.accept(read(json));
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("the list of consul breaks off");
    }
  }

  /** Reads one whose beginning is the parser's current token. */
  static StoredValue read(JsonParser json) throws IOException {
    String key = null;
    byte[] value = new byte[0];
    long flags = 0;
    long modifyIndex = 0;
    String session = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      switch (field) {
        case "Key" -> key = json.getText();
        case "Value" -> value = token == JsonToken.VALUE_NULL ? value : json.getBinaryValue();
        case "Flags" -> flags = json.getLongValue();
        case "ModifyIndex" -> modifyIndex = json.getLongValue();
        case "Session" -> session = token == JsonToken.VALUE_NULL ? null : json.getText();
        default -> json.skipChildren();
      }
    }
    if (key == null || json.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("an entry of consul's list has no key, or breaks off");
    }
    return new StoredValue(key, value, flags, modifyIndex, session);
  }
}
