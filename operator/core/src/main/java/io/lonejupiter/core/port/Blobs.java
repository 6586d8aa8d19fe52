package io.lonejupiter.core.port;

import java.util.Optional;

/** The bytes that the artifact service keeps, by their SHA-256. */
public interface Blobs {
  /** Size in bytes, or empty if there are no bytes with this SHA-256. */
  Optional<Long> size(String sha256);
}
