package io.lonejupiter.apiserver.access;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All credentials at one moment; a user has at most one. Immutable. */
public final class Credentials {
  /** Nobody but the admin. */
  public static final Credentials NONE = new Credentials(List.of());

  private final Map<String, Credential> byName = new HashMap<>();
  private final Map<String, Credential> byFingerprint = new HashMap<>();

  public Credentials(Collection<Credential> credentials) {
    for (Credential credential : credentials) {
      byName.put(credential.name(), credential);
      byFingerprint.put(credential.fingerprint(), credential);
    }
  }

  /** The one that is recognised by a hash, if it has not ended. */
  public Optional<Credential> find(Credential.Kind kind, String fingerprint, Instant now) {
    return Optional.ofNullable(byFingerprint.get(fingerprint))
        .filter(credential -> credential.kind() == kind && credential.isValidAt(now));
  }

  /** What is kept for a user's name. */
  public List<Binding> bindings(String user, Instant now) {
    Credential credential = byName.get(user);
    return credential != null && credential.isValidAt(now)
        ? List.of(credential.binding())
        : List.of();
  }
}
