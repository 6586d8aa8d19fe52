package io.lonejupiter.cli.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies the jars of this program into the state folder, where no build overwrites them under a
 * running part.
 */
final class ProgramFolder {
  private final Path programs;

  ProgramFolder(Path programs) {
    this.programs = programs;
  }

  /**
   * Copies what is not there yet.
   *
   * @param classPath folders are left out: they are no program that was built
   * @return id of the copy, the same for the same jars
   */
  String install(List<Path> classPath) {
    List<Path> jars = classPath.stream().filter(Files::isRegularFile).sorted().toList();
    try {
      String id = id(jars);
      Path folder = programs.resolve(id);
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(programs);
        Path fresh = Files.createTempDirectory(programs, ".new-");
        for (Path jar : jars) {
          Files.copy(jar, fresh.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      return id;
    } catch (FileAlreadyExistsException e) {
      throw new UncheckedIOException("two jars of one name on the class path", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the program to " + programs, e);
    }
  }

  /** Removes all copies but one. */
  void keepOnly(String id) {
    if (!Files.isDirectory(programs)) {
      return;
    }
    try (Stream<Path> copies = Files.list(programs)) {
      for (Path copy : copies.toList()) {
        if (!copy.getFileName().toString().equals(id)) {
          Trees.delete(copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(List<Path> jars) throws IOException {
    MessageDigest digest = sha256();
    for (Path jar : jars) {
      String line =
          jar.getFileName() + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 6);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
