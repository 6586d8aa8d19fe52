package io.lonejupiter.apiserver.access;

/** Where the secrets and credentials of a cluster come from, the same for all its servers. */
public interface AccessSource {

  /** The same for all time. */
  ClusterSecrets secrets();

  /** As they are known now. Cheap, and called for each request. */
  Credentials credentials();

  /** From now on this is run after each change of the credentials, on a thread of the source. */
  void onChange(Runnable listener);
}
