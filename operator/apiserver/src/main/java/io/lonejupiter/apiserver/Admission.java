package io.lonejupiter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.List;

/**
 * Rules beyond the schema. Asked after defaults and pruning, before a write is kept; must be pure
 * and quick, as all writes wait for it. It sees custom kinds only.
 */
@FunctionalInterface
public interface Admission {

  /** What is being done. */
  enum Operation {
    CREATE,
    UPDATE
  }

  /**
   * @param group of the kind, for example {@code lonejupiter.io}
   * @param namespace empty for cluster-scoped kinds
   * @param subresource {@code status} when only the status can change, else empty
   * @param before null for a create
   * @param after the object as it would be kept; must not be changed
   */
  record Request(
      Operation operation,
      String group,
      String version,
      String kind,
      String resource,
      String subresource,
      String namespace,
      JsonNode before,
      JsonNode after) {}

  /** Everything that is wrong; empty to admit. The client gets a 422 with one cause for each. */
  List<FieldError> check(Request request);

  /** Admits everything. */
  static Admission none() {
    return request -> List.of();
  }
}
