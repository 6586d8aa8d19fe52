package io.lonejupiter.apiserver.request;

import io.lonejupiter.apiserver.apply.Manager;

/**
 * What the query string of a write says.
 *
 * @param fieldManager who writes; never empty
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

  Manager updater(String apiVersion, Subresource subresource) {
    return Manager.updater(fieldManager, apiVersion, subresource.path());
  }
}
