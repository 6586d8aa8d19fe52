package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files only their owner may read. They never exist with other rights or half written. */
public final class PrivateFiles {
  private PrivateFiles() {}

  /** Writes the file unless it holds this text already and is its owner's alone. */
  static void writeIfOther(Path file, String text) throws IOException {
    if (!Files.exists(file) || !isPrivate(file) || !Files.readString(file).equals(text)) {
      write(file, text);
    }
  }

  private static boolean isPrivate(Path file) throws IOException {
    return !Files.getFileStore(file).supportsFileAttributeView("posix")
        || Files.getPosixFilePermissions(file).equals(PosixFilePermissions.fromString("rw-------"));
  }

  /** Puts the text in place of what the file held. */
  public static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    boolean posix =
        Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
    FileAttribute<?>[] rights =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another process is writing " + file, e);
    }
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
