package io.lonejupiter.apiserver.storage;

/**
 * How much of the past is kept for those who watch or page.
 *
 * @param changes of one collection
 * @param bytes of one collection
 * @param totalBytes of all collections together
 */
public record HistoryLimits(int changes, long bytes, long totalBytes) {
  private static final long MIB = 1024 * 1024;

  /** So many changes of each collection, 16 MiB of each and 128 MiB of all. */
  public static HistoryLimits ofChanges(int changes) {
    return new HistoryLimits(changes, 16 * MIB, 128 * MIB);
  }
}
