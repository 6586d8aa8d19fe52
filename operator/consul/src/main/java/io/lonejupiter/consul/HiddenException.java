package io.lonejupiter.consul;

import io.lonejupiter.core.port.KeyValues.UnavailableException;

/** There may be something, but Consul shows nothing: it does so where a token may not read. */
public final class HiddenException extends UnavailableException {
  private static final long serialVersionUID = 1;

  HiddenException(String message, Throwable cause) {
    super(message, cause);
  }

  public HiddenException(String message) {
    this(message, null);
  }
}
