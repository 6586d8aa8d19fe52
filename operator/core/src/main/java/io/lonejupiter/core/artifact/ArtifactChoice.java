package io.lonejupiter.core.artifact;

import io.lonejupiter.model.ArtifactRef;
import io.lonejupiter.model.ResolvedArtifact;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which artifact a reference means now. */
public sealed interface ArtifactChoice {

  /** This one, of this app. */
  record Found(String app, ResolvedArtifact artifact) implements ArtifactChoice {}

  /**
   * There is none to run.
   *
   * @param reason one word
   * @param message what is missing and what to do
   */
  record Missing(String reason, String message) implements ArtifactChoice {}

  /**
   * Chooses by name, by version, or the newest of a branch, which is the one with the highest
   * sequence.
   *
   * @param artifacts all of the namespace
   */
  static ArtifactChoice of(ArtifactRef ref, List<ArtifactFacts> artifacts) {
    var chosen =
        artifacts.stream()
            .filter(artifact -> matches(ref, artifact))
            .max(Comparator.comparing(a -> Optional.ofNullable(a.sequence()).orElse(0L)));
    if (chosen.isEmpty()) {
      return new Missing("ArtifactNotFound", "there is no artifact " + text(ref) + "; push it");
    }
    var artifact = chosen.get();
    if (!artifact.ready()) {
      return new Missing(
          "ArtifactNotReady",
          "artifact " + artifact.name() + " is not ready: " + artifact.problem());
    }
    var spec = artifact.spec();
    return new Found(
        spec.app(),
        new ResolvedArtifact(
            artifact.name(),
            spec.version(),
            spec.branch(),
            spec.sha256(),
            spec.format(),
            spec.source()));
  }

  private static boolean matches(ArtifactRef ref, ArtifactFacts artifact) {
    if (ref.name() != null) {
      return ref.name().equals(artifact.name());
    }
    var spec = artifact.spec();
    if (!spec.app().equals(ref.app())) {
      return false;
    }
    return ref.version() != null
        ? ref.version().equals(spec.version())
        // Before it has a sequence it cannot be said to be the newest.
        : artifact.sequence() != null && ref.branch().equals(spec.branch());
  }

  private static String text(ArtifactRef ref) {
    if (ref.name() != null) {
      return ref.name();
    }
    return "of app "
        + ref.app()
        + (ref.version() != null ? " with version " + ref.version() : " of branch " + ref.branch());
  }
}
