package io.lonejupiter.artifacts;

import io.lonejupiter.model.ArtifactFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Finds out how bytes are packed. */
final class Formats {
  private Formats() {}

  /** The format of that name; empty if there is none. */
  static Optional<ArtifactFormat> named(String word) {
    return Arrays.stream(ArtifactFormat.values())
        .filter(f -> f.toString().equals(word))
        .findFirst();
  }

  /**
   * By the first bytes: gzip is taken for tar.gz, a zip whose first entry lies in META-INF for a
   * jar, and all that is no archive for an executable.
   */
  static ArtifactFormat sniffed(byte[] head) {
    if (startsWith(head, 0x1f, 0x8b)) {
      return ArtifactFormat.TAR_GZ;
    }
    if (startsWith(head, 'P', 'K', 3, 4)) {
      // The name of a zip's first entry begins at byte 30.
      var name =
          head.length > 30
              ? new String(head, 30, head.length - 30, StandardCharsets.ISO_8859_1)
              : "";
      return name.startsWith("META-INF/") ? ArtifactFormat.JAR : ArtifactFormat.ZIP;
    }
    return ArtifactFormat.EXECUTABLE;
  }

  /** A tar says so at byte 257. */
  static boolean isPlainTar(byte[] head) {
    return head.length > 262
        && new String(head, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    if (bytes.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[i] != (byte) expected[i]) {
        return false;
      }
    }
    return true;
  }
}
