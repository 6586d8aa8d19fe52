package io.lonejupiter.agent.artifact;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artifacts on disk by digest. A file under its digest's name is complete and was checked. */
public final class BlobCache {
  private static final Logger log = LoggerFactory.getLogger(BlobCache.class);
  private static final String PARTIAL = ".partial";

  private final Path folder;

  /** Drops what an earlier run did not finish. */
  public BlobCache(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    for (var file : files()) {
      if (file.getFileName().toString().endsWith(PARTIAL)) {
        Files.delete(file);
      }
    }
  }

  public Path file(String sha256) {
    return folder.resolve(sha256);
  }

  public boolean has(String sha256) {
    return Files.isRegularFile(file(sha256));
  }

  /**
   * Stores what a stream holds if it has the digest; otherwise nothing is kept.
   *
   * @param source for the error
   * @param cancelled asked between chunks
   */
  void store(String sha256, InputStream in, String source, long limit, BooleanSupplier cancelled)
      throws IOException, StepFailedException {
    var partial = folder.resolve(sha256 + PARTIAL);
    var digest = sha256();
    try {
      try (var out = Files.newOutputStream(partial)) {
        var buffer = new byte[1 << 16];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          total += n;
          if (total > limit) {
            throw new StepFailedException(
                Reason.FETCH_FAILED, source + " is larger than the limit of " + limit + " bytes");
          }
          if (cancelled.getAsBoolean()) {
            throw new StepFailedException(Reason.FETCH_FAILED, "no longer asked for");
          }
          digest.update(buffer, 0, n);
          out.write(buffer, 0, n);
        }
      }
      checkDigest(sha256, HexFormat.of().formatHex(digest.digest()), source);
      Files.move(partial, file(sha256), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Checks the cached bytes again before they are used; bytes that changed are dropped. */
  public void verify(String sha256) throws IOException, StepFailedException {
    var digest = sha256();
    try (var in = new DigestInputStream(Files.newInputStream(file(sha256)), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    try {
      checkDigest(sha256, HexFormat.of().formatHex(digest.digest()), "the cached " + sha256);
    } catch (StepFailedException e) {
      Files.deleteIfExists(file(sha256));
      throw e;
    }
    Files.setLastModifiedTime(file(sha256), FileTime.from(Instant.now()));
  }

  private static void checkDigest(String expected, String found, String source)
      throws StepFailedException {
    if (!found.equals(expected)) {
      throw new StepFailedException(
          Reason.CHECKSUM_MISMATCH,
          source + " has SHA-256 " + found + ", the artifact says " + expected);
    }
  }

  /** Deletes the longest unused until the cache is within its limit; what is in use stays. */
  public synchronized void collect(Set<String> inUse, long limit) throws IOException {
    var blobs = new ArrayList<Path>();
    long total = 0;
    for (var file : files()) {
      total += size(file);
      if (!file.getFileName().toString().endsWith(PARTIAL)) {
        blobs.add(file);
      }
    }
    blobs.sort(Comparator.comparing(BlobCache::lastUsed));
    for (var blob : blobs) {
      if (total <= limit) {
        return;
      }
      if (!inUse.contains(blob.getFileName().toString())) {
        total -= size(blob);
        Files.deleteIfExists(blob);
        log.info("{} was dropped from the cache", blob.getFileName());
      }
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private static long lastUsed(Path file) {
    return file.toFile().lastModified();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
    }
  }
}
