package io.lonejupiter.apiserver.access;

import java.time.Instant;

/**
 * Something a user can show. It holds no secret: what is shown is recognised by its hash.
 *
 * @param name of the user
 * @param fingerprint SHA-256 of the token's text or of the certificate's DER, in hexadecimal
 * @param expires null for never
 */
public record Credential(
    String name, Kind kind, String fingerprint, Binding binding, Instant created, Instant expires) {

  /** What is shown. */
  public enum Kind {
    TOKEN,
    CERTIFICATE
  }

  public boolean isValidAt(Instant now) {
    return expires == null || now.isBefore(expires);
  }

  public User user() {
    return User.authenticated(name, binding.groups());
  }
}
