package io.lonejupiter.core.port;

import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactSpec;
import java.util.List;

/** Where the artifact service writes what was uploaded. */
public interface ArtifactRegistry {

  /** An artifact that is there; {@code sequence} is null until it has one. */
  record Entry(String namespace, String name, ArtifactSpec spec, Long sequence) {}

  /** Bytes that were stored, and what the build says of them. */
  record Upload(
      String namespace,
      String app,
      String version,
      String branch,
      String commit,
      String sha256,
      ArtifactFormat format) {}

  /** What became of an upload. */
  sealed interface Outcome {
    record Created(Entry entry) implements Outcome {}

    /** The same bytes were there under the same version. */
    record Unchanged(Entry entry) implements Outcome {}

    /**
     * It was refused.
     *
     * @param status HTTP status: 404, 409 or 422
     */
    record Refused(int status, String message) implements Outcome {}
  }

  Outcome register(Upload upload);

  /** All artifacts, or those of a namespace. */
  List<Entry> list(String namespace);
}
