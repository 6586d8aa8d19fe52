package io.lonejupiter.router.table;

import java.nio.charset.StandardCharsets;

/**
 * Values as they stand in keys of HAProxy's maps, which hold no spaces: as its converter {@code
 * url_enc} writes them.
 */
final class Encoding {
  private static final String PLAIN = "-._~";

  private Encoding() {}

  static String encoded(String value) {
    var encoded = new StringBuilder();
    for (var each : value.getBytes(StandardCharsets.UTF_8)) {
      var character = (char) (each & 0xff);
      var plain =
          character < 0x80 && Character.isLetterOrDigit(character) || PLAIN.indexOf(character) >= 0;
      encoded.append(plain ? String.valueOf(character) : "%%%02X".formatted((int) character));
    }
    return encoded.toString();
  }
}
