package io.lonejupiter.core.rollout;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.RunSpec;

/** The revision of an application map: a hash of all that needs a new process when it changes. */
public final class Revision {
  private static final int DIGITS = 8;

  private record Content(String name, String version, String sha256, RunSpec run) {}

  private Revision() {}

  public static String of(ResolvedArtifact artifact, RunSpec run) {
    return Documents.hash(
        new Content(artifact.name(), artifact.version(), artifact.sha256(), run), DIGITS);
  }
}
