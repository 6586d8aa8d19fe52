package io.lonejupiter.core.document;

/**
 * Who leads, as the value of the lock. The other servers hand on to it what only the leader
 * answers.
 *
 * @param schema of this document, 1
 * @param server its name
 * @param http URL of its artifact service
 * @param api URL of its API; empty when that is not embedded
 */
public record LeaderDocument(int schema, String server, String http, String api) {
  public LeaderDocument(String server, String http, String api) {
    this(1, server, http, api);
  }
}
