package io.lonejupiter.consul;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** One entry of a list of Consul's KV store, read from the stream. */
record StoredValue(String key, byte[] value, long flags, long modifyIndex) {

  /**
   * Reads one; the parser stands at its beginning, and afterwards at its end.
   *
   * @throws IOException it is not one, or breaks off
   */
  static StoredValue read(JsonParser json) throws IOException {
    String key = null;
    byte[] value = new byte[0];
    long flags = 0;
    long modifyIndex = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      switch (field) {
        case "Key" -> key = json.getText();
        case "Value" -> value = token == JsonToken.VALUE_NULL ? value : json.getBinaryValue();
        case "Flags" -> flags = json.getLongValue();
        case "ModifyIndex" -> modifyIndex = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    if (key == null || json.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("an entry of consul's list has no key, or breaks off");
    }
    return new StoredValue(key, value, flags, modifyIndex);
  }
}
