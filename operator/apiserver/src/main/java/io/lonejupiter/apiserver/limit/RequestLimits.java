package io.lonejupiter.apiserver.limit;

import java.time.Duration;

/**
 * What clients may use at most, so that none keeps the server from the others. Whoever is in the
 * group {@code system:masters} has the totals to itself, beside those of all others.
 *
 * @param maxReads requests that change nothing and are being answered; more are answered 429
 * @param maxReadsPerUser of one user
 * @param maxWrites requests that change something and are being answered; more are answered 429
 * @param maxWritesPerUser of one user
 * @param maxStreams watches and logs that are open; more are answered 429
 * @param maxStreamsPerUser of one user
 * @param maxConnections open connections, whoever they are of; more are closed at once
 * @param maxStreamsPerConnection requests at a time on one HTTP/2 connection
 * @param maxUrlBytes longest path and query together
 * @param maxHeaderBytes all headers of a request together
 * @param requestTimeout within which a request that is no watch must be read, done and its answer
 *     taken
 * @param idleTimeout after which a connection without a request is closed
 */
public record RequestLimits(
    int maxReads,
    int maxReadsPerUser,
    int maxWrites,
    int maxWritesPerUser,
    int maxStreams,
    int maxStreamsPerUser,
    int maxConnections,
    int maxStreamsPerConnection,
    int maxUrlBytes,
    int maxHeaderBytes,
    Duration requestTimeout,
    Duration idleTimeout) {

  /** As Kubernetes has it, where it has it. */
  public static final RequestLimits STANDARD =
      new RequestLimits(
          400,
          100,
          200,
          50,
          10_000,
          2_500,
          10_000,
          1_000,
          64 * 1024,
          64 * 1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(90));

  public RequestLimits {
    int[] numbers = {
      maxReads,
      maxReadsPerUser,
      maxWrites,
      maxWritesPerUser,
      maxStreams,
      maxStreamsPerUser,
      maxConnections,
      maxStreamsPerConnection,
      maxUrlBytes,
      maxHeaderBytes
    };
    for (int number : numbers) {
      if (number < 1) {
        throw new IllegalArgumentException("a limit must be positive, not " + number);
      }
    }
    if (requestTimeout.toMillis() < 1 || idleTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("a time limit must be at least a millisecond");
    }
  }
}
