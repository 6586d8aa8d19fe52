package io.lonejupiter.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        var token = Files.readString(file).strip();
        if (token.length() < BYTES) {
          throw new IllegalStateException(
              file + " holds no token; delete it, and a new one is made at the next start");
        }
        return token;
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      var random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      var token = HexFormat.of().formatHex(random);
      var owner = PosixFilePermissions.fromString("rw-------");
      var partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.deleteIfExists(partial);
      Files.createFile(partial, PosixFilePermissions.asFileAttribute(owner));
      Files.writeString(partial, token + "\n");
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException("the token file " + file + " cannot be used", e);
    }
  }
}
