package io.lonejupiter.apiserver.audit;

import java.nio.file.Path;

/**
 * Where the audit log is kept.
 *
 * @param file the newest events; older ones are in {@code <file>.1}, {@code <file>.2} and so on
 * @param maxFileBytes after which a new file is begun
 * @param files how many files are kept, the newest among them
 * @param maxWaiting events that may wait to be written; more are dropped and counted
 */
public record AuditSettings(Path file, long maxFileBytes, int files, int maxWaiting) {
  private static final long STANDARD_BYTES = 100L * 1024 * 1024;
  private static final int STANDARD_FILES = 10;
  private static final int STANDARD_WAITING = 10_000;

  public AuditSettings {
    if (maxFileBytes < 1 || files < 1 || maxWaiting < 1) {
      throw new IllegalArgumentException("the limits of the audit log must be positive");
    }
  }

  /** Ten files of 100 MiB. */
  public static AuditSettings in(Path directory) {
    return new AuditSettings(
        directory.resolve("audit.log"), STANDARD_BYTES, STANDARD_FILES, STANDARD_WAITING);
  }
}
