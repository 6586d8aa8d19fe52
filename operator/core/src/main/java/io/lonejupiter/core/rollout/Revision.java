package io.lonejupiter.core.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.HealthSpec;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.RunSpec;

/**
 * The revision of an application map: a hash of all that needs a new instance when it changes. The
 * check is part of it, so that no instance goes on under a check that it never passed.
 */
public final class Revision {
  private static final int DIGITS = 8;

  private record Content(
      String name,
      String version,
      String sha256,
      RunSpec run,
      HealthSpec health,
      // Left out where it is not used, so that a revision of before stays the same.
      @JsonInclude(JsonInclude.Include.NON_NULL) String restartedAt) {}

  private Revision() {}

  /**
   * @param restartedAt another value is another revision; null: never
   */
  public static String of(
      ResolvedArtifact artifact, RunSpec run, HealthSpec health, String restartedAt) {
    return Documents.hash(
        new Content(
            artifact.name(), artifact.version(), artifact.sha256(), run, health, restartedAt),
        DIGITS);
  }
}
