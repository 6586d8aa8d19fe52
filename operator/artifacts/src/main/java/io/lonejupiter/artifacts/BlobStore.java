package io.lonejupiter.artifacts;

import io.lonejupiter.core.port.Blobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Bytes on disk under their SHA-256. A file is whole or not there. */
public final class BlobStore implements Blobs {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Path blobs;
  private final Path uploads;
  private volatile Consumer<String> onKeep = sha256 -> {};

  /**
   * @param folder is made if it is not there; uploads that were cut off are removed
   */
  public BlobStore(Path folder) {
    blobs = folder.resolve("sha256");
    uploads = folder.resolve("uploads");
    try {
      Files.createDirectories(blobs);
      Files.createDirectories(uploads);
      try (var leftOver = Files.list(uploads)) {
        for (var file : leftOver.toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new file to write an upload to. */
  Path newUpload() {
    return uploads.resolve(UUID.randomUUID().toString());
  }

  /**
   * @param listener is told the SHA-256 of all bytes that are kept from now on; if it fails, so
   *     does who brought them
   */
  public void onKeep(Consumer<String> listener) {
    onKeep = listener;
  }

  /** Keeps an upload; durable when it returns. */
  void keep(Path upload, String sha256) throws IOException {
    try (var channel = FileChannel.open(upload, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        upload,
        blobs.resolve(sha256),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    onKeep.accept(sha256);
  }

  /** The SHA-256 of all that is kept. */
  public List<String> all() {
    try (var files = Files.list(blobs)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> find(f).isPresent()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isDigest(String text) {
    return SHA256.matcher(text).matches();
  }

  /** The file with this SHA-256; empty too if the text is no SHA-256. */
  Optional<Path> find(String sha256) {
    if (!isDigest(sha256)) {
      return Optional.empty();
    }
    return Optional.of(blobs.resolve(sha256)).filter(Files::isRegularFile);
  }

  @Override
  public Optional<Long> size(String sha256) {
    return find(sha256)
        .map(
            file -> {
              try {
                return Files.size(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
