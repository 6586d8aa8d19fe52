package io.lonejupiter.apiserver.request;

/**
 * What the query string of a write says.
 *
 * @param fieldManager who writes; empty when nobody says
 * @param force an apply takes over fields of others
 */
public record WriteOptions(
    String fieldManager, boolean dryRun, FieldValidation validation, boolean force) {

  /** What becomes of unknown and duplicate fields. */
  public enum FieldValidation {
    STRICT,
    WARN,
    IGNORE
  }
}
