package io.lonejupiter.apiserver.security;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.access.User;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Finds out who makes a request. A certificate is looked at before a token; the first that is good
 * decides, as in Kubernetes. A certificate must be signed by the cluster's authority <em>and</em>
 * be known: so it can be withdrawn before it ends.
 */
public final class Authenticator {
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final String SCHEME = "bearer ";
  private static final User ADMIN = User.authenticated("admin", List.of(User.MASTERS));

  private final AccessSource access;
  private final CertificateAuthority authority;
  private final String adminFingerprint;

  public Authenticator(AccessSource access, CertificateAuthority authority) {
    this.access = access;
    this.authority = authority;
    this.adminFingerprint = Tokens.fingerprint(access.secrets().adminToken());
  }

  /** What was found. */
  public sealed interface Identity {
    /**
     * A good credential was shown.
     *
     * @param fingerprint of the credential, to ask later whether it still is good
     */
    record Known(User user, Credential.Kind kind, String fingerprint) implements Identity {}

    /** No credential was shown. */
    record Anonymous() implements Identity {}

    /** What was shown is not good. */
    record Refused() implements Identity {}
  }

  /**
   * @param authorization the header of that name, or null
   * @param certificate of the client's end of the connection, whose key it proved to have; or null
   */
  public Identity identify(String authorization, X509Certificate certificate, Instant now) {
    Optional<String> token = token(authorization);
    if (certificate != null) {
      Optional<Identity.Known> known = ofCertificate(certificate, now);
      if (known.isPresent()) {
        return known.get();
      }
    }
    Optional<Identity.Known> known = token.flatMap(shown -> ofToken(shown, now));
    if (known.isPresent()) {
      return known.get();
    }
    return certificate == null && token.isEmpty()
        ? new Identity.Anonymous()
        : new Identity.Refused();
  }

  /** Whose token it is. */
  public Optional<Identity.Known> ofToken(String token, Instant now) {
    String fingerprint = Tokens.fingerprint(token);
    if (fingerprint.equals(adminFingerprint)) {
      return Optional.of(new Identity.Known(ADMIN, Credential.Kind.TOKEN, fingerprint));
    }
    return access
        .credentials()
        .find(Credential.Kind.TOKEN, fingerprint, now)
        .map(found -> new Identity.Known(found.user(), Credential.Kind.TOKEN, fingerprint));
  }

  private Optional<Identity.Known> ofCertificate(X509Certificate certificate, Instant now) {
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())
        || !isForClients(certificate)
        || !authority.signed(certificate)) {
      return Optional.empty();
    }
    try {
      String fingerprint = Tokens.fingerprint(certificate.getEncoded());
      Optional<User> user = userOf(certificate);
      return access
          .credentials()
          .find(Credential.Kind.CERTIFICATE, fingerprint, now)
          .filter(found -> user.isPresent() && user.get().name().equals(found.name()))
          .map(found -> new Identity.Known(user.get(), Credential.Kind.CERTIFICATE, fingerprint));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes != null && purposes.contains(CLIENT_AUTHENTICATION);
    } catch (CertificateException e) {
      return false;
    }
  }

  private static Optional<User> userOf(X509Certificate certificate) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String text) {
          name = text;
        } else if (part.getType().equalsIgnoreCase("O") && part.getValue() instanceof String text) {
          groups.add(text);
        }
      }
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(User.authenticated(name, groups));
  }

  /** Whether a credential that was good is good still. */
  public boolean isGood(Identity.Known known, Instant now) {
    return known.fingerprint().equals(adminFingerprint)
        || access.credentials().find(known.kind(), known.fingerprint(), now).isPresent();
  }

  /** The token an Authorization header shows; empty if it shows none. */
  private static Optional<String> token(String authorization) {
    if (authorization == null
        || !authorization.strip().toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Optional.empty();
    }
    String shown = authorization.strip().substring(SCHEME.length()).strip();
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown);
  }
}
