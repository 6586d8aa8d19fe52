package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret a client shows with every request: 32 random bytes in hexadecimal. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";
  private static final int BYTES = 32;

  private final String value;

  private BearerToken(String value) {
    this.value = value;
  }

  /**
   * Reads the token from its file, or makes the file with a new token.
   *
   * @throws IOException the file cannot be read or written, or holds no token
   */
  public static BearerToken in(Path file) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      if (text.length() < 16) {
        throw new IOException(
            file + " holds no token (at least 16 characters); delete it to get a new one");
      }
      return new BearerToken(text);
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String fresh = HexFormat.of().formatHex(random);
    PrivateFiles.write(file, fresh + "\n");
    return new BearerToken(fresh);
  }

  public String value() {
    return value;
  }

  /** Whether an Authorization header shows this token; takes the same time for every wrong one. */
  public boolean accepts(String authorization) {
    if (authorization == null || !authorization.startsWith(SCHEME)) {
      return false;
    }
    byte[] shown = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(shown, value.getBytes(StandardCharsets.UTF_8));
  }
}
