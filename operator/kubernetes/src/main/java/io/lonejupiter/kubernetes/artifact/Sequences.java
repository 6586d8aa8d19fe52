package io.lonejupiter.kubernetes.artifact;

import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.view.KnownObjects;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers the artifacts of an app in the order in which they came, so that the newest of a branch
 * is the one with the highest number. Only the leader numbers, one at a time.
 */
public final class Sequences {
  private final KnownObjects<Artifact> artifacts;
  private final Map<String, Long> given = new HashMap<>();

  public Sequences(KnownObjects<Artifact> artifacts) {
    this.artifacts = artifacts;
  }

  /** The artifact's number: the one it has, or the next of its app. */
  public synchronized long of(Artifact artifact) {
    if (artifact.getStatus() != null && artifact.getStatus().sequence() != null) {
      return artifact.getStatus().sequence();
    }
    return given.computeIfAbsent(artifact.getMetadata().getUid(), uid -> next(artifact));
  }

  private long next(Artifact artifact) {
    long highest = 0;
    for (var other : artifacts.all()) {
      var sameApp =
          other.getMetadata().getNamespace().equals(artifact.getMetadata().getNamespace())
              && other.getSpec().app().equals(artifact.getSpec().app());
      if (sameApp) {
        var status = other.getStatus();
        var known = status == null || status.sequence() == null ? 0 : status.sequence();
        var own = given.getOrDefault(other.getMetadata().getUid(), 0L);
        highest = Math.max(highest, Math.max(known, own));
      }
    }
    return highest + 1;
  }
}
