package io.lonejupiter.router.table;

/** What a route says of the hosts it is for; the most special kind first. */
public enum HostKind {
  /** {@code a.example.org}. */
  NAME,
  /** {@code *.example.org}. */
  WILDCARD,
  /** {@link Claim#ANY_HOST}. */
  ANY;

  /** That of a {@link Claim#host}. */
  public static HostKind of(String host) {
    if (host.equals(Claim.ANY_HOST)) {
      return ANY;
    }
    return host.startsWith("*.") ? WILDCARD : NAME;
  }
}
