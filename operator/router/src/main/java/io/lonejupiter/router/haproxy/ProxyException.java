package io.lonejupiter.router.haproxy;

/** HAProxy did not do what it was told; what it has must be read again. */
public final class ProxyException extends RuntimeException {
  public ProxyException(String message, Throwable cause) {
    super(message, cause);
  }

  public ProxyException(String message) {
    super(message);
  }
}
