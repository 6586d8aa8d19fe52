package io.lonejupiter.artifacts;

/** Decides who may upload. */
@FunctionalInterface
public interface Uploads {

  /** What was decided. */
  sealed interface Verdict {
    record Allowed() implements Verdict {}

    /** Nobody known shows such a token. */
    record Unknown() implements Verdict {}

    /** Whoever shows it may not. */
    record Forbidden(String why) implements Verdict {}
  }

  /**
   * @param authorization the header of that name, or null
   * @param namespace of the artifact
   */
  Verdict of(String authorization, String namespace);
}
