package io.lonejupiter.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The server's secret, made on its first start and readable by its user alone. */
final class Tokens {
  private static final int BYTES = 32;

  private Tokens() {}

  static String readOrCreate(Path file) {
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      var random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      var token = HexFormat.of().formatHex(random);
      var owner = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(owner));
      Files.writeString(file, token + "\n");
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException("the token file " + file + " cannot be used", e);
    }
  }
}
