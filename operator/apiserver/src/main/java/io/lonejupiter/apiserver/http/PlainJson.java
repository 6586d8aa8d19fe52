package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.storage.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of an object as it is kept, where they are what the client gets: the object is kept in
 * the version that is asked for. Pure.
 */
record PlainJson(boolean possible, byte[] versionFirst, byte[] kindFirst) {
  static PlainJson of(ResourceType type) {
    String version = "\"apiVersion\":\"" + type.apiVersion() + "\",";
    String kind = "\"kind\":\"" + type.kind() + "\",";
    return new PlainJson(
        type.conversion().isByNameOnly(), bytes("{" + version + kind), bytes("{" + kind + version));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the bytes may be sent as they are. */
  boolean fits(Entry entry) {
    return possible && (begins(entry.json(), versionFirst) || begins(entry.json(), kindFirst));
  }

  private static boolean begins(byte[] json, byte[] prefix) {
    return json.length >= prefix.length
        && Arrays.equals(json, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Writes the object, or what is left of it without version and kind. */
  void write(Entry entry, boolean typed, ByteArrayOutputStream out) {
    byte[] json = entry.json();
    if (typed) {
      out.write(json, 0, json.length);
    } else {
      out.write('{');
      out.write(json, versionFirst.length, json.length - versionFirst.length);
    }
  }
}
