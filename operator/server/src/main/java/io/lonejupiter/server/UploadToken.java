package io.lonejupiter.server;

import io.lonejupiter.artifacts.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Allows uploads also to whoever shows the token of a file, such as a Secret's. The file is read
 * for each upload, so that another token counts from the moment that it is there.
 */
final class UploadToken implements Uploads {
  /** Shorter ones could be guessed. */
  private static final int SHORTEST = 32;

  private final Path file;
  private final Uploads others;

  /**
   * @param others decides on whoever shows something else
   * @throws IllegalStateException the file holds no token
   */
  UploadToken(Path file, Uploads others) {
    this.file = file;
    this.others = others;
    if (read().length() < SHORTEST) {
      throw new IllegalStateException(
          file + " holds no token of " + SHORTEST + " characters or more");
    }
  }

  @Override
  public Verdict of(String authorization, String namespace) {
    var token = read();
    var shown = authorization == null ? "" : authorization;
    var same = MessageDigest.isEqual(bytes(shown), bytes("Bearer " + token));
    return same && token.length() >= SHORTEST
        ? new Verdict.Allowed()
        : others.of(authorization, namespace);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String read() {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the upload token " + file + " cannot be read", e);
    }
  }
}
