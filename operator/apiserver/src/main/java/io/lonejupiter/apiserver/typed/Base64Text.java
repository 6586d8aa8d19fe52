package io.lonejupiter.apiserver.typed;

import java.io.IOException;
import java.util.Base64;

/** Bytes in JSON: standard base64, padded, line ends ignored. Pure; the errors are Go's. */
final class Base64Text {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private Base64Text() {}

  /**
   * The same bytes, written without line ends.
   *
   * @throws IOException it is not base64; the message names the place
   */
  static String normal(String text) throws IOException {
    StringBuilder digits = new StringBuilder();
    int at = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\r' || c == '\n') {
        continue;
      }
      if (c == '=') {
        padding(text, at, digits);
        break;
      }
      if (ALPHABET.indexOf(c) < 0) {
        throw corrupt(at);
      }
      digits.append(c);
    }
    if (at == text.length() && digits.length() % 4 != 0) {
      throw corrupt(text.length() - digits.length() % 4);
    }
    byte[] bytes = Base64.getDecoder().decode(digits.toString());
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void padding(String text, int first, StringBuilder digits) throws IOException {
    int missing = 4 - digits.length() % 4;
    if (missing > 2) {
      throw corrupt(first);
    }
    int seen = 0;
    for (int at = first; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\r' || c == '\n') {
        continue;
      }
      if (seen == missing || c != '=') {
        throw corrupt(seen == missing ? at : at - 1);
      }
      seen++;
    }
    if (seen < missing) {
      throw corrupt(text.length());
    }
  }

  private static IOException corrupt(int at) {
    return new IOException("illegal base64 data at input byte " + at);
  }
}
