package io.lonejupiter.apiserver.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.Binding;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.access.Credential.Kind;
import io.lonejupiter.apiserver.access.Credentials;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tokens and certificates are good, and for whom. */
class AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofDays(30));
  private static final Binding VIEW = new Binding("view", List.of());

  private final CertificateAuthority.Issued made = CertificateAuthority.create(NOW);
  private final CertificateAuthority authority = authority(made);
  private final String token = Tokens.create();
  private Credentials credentials = Credentials.NONE;
  private final Authenticator authenticator =
      new Authenticator(
          new AccessSource() {
            @Override
            public ClusterSecrets secrets() {
              return new ClusterSecrets(made.certificate(), made.key(), "the-admin-token");
            }

            @Override
            public Credentials credentials() {
              return credentials;
            }

            @Override
            public void onChange(Runnable listener) {
              // The test changes them itself.
            }
          },
          authority);

  private static CertificateAuthority authority(CertificateAuthority.Issued made) {
    try {
      return CertificateAuthority.of(made.certificate(), made.key());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate certificate(CertificateAuthority.Issued issued) {
    try {
      return Pem.certificate(issued.certificate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void know(String name, Kind kind, String fingerprint) {
    credentials = new Credentials(List.of(new Credential(name, kind, fingerprint, VIEW, NOW, END)));
  }

  private void know(X509Certificate certificate, String name) throws GeneralSecurityException {
    know(name, Kind.CERTIFICATE, Tokens.fingerprint(certificate.getEncoded()));
  }

  private Identity shown(X509Certificate certificate, Instant now) {
    return authenticator.identify(null, certificate, now);
  }

  private static User userOf(Identity identity) {
    return ((Identity.Known) identity).user();
  }

  @Test
  void knowsTheAdminByItsToken() {
    User admin = userOf(authenticator.identify("Bearer the-admin-token", null, NOW));
    assertThat(admin).isEqualTo(new User("admin", List.of(User.MASTERS, User.AUTHENTICATED)));
    assertThat(authenticator.identify("bearer  the-admin-token ", null, NOW))
        .isInstanceOf(Identity.Known.class);
  }

  @Test
  void knowsAUserByItsTokenUntilThatEndsOrIsWithdrawn() {
    know("bob", Kind.TOKEN, Tokens.fingerprint(token));
    Identity found = authenticator.identify("Bearer " + token, null, NOW);
    assertThat(userOf(found))
        .isEqualTo(new User("bob", List.of("lonejupiter:view", User.AUTHENTICATED)));
    assertThat(authenticator.isGood((Identity.Known) found, NOW)).isTrue();
    assertThat(authenticator.isGood((Identity.Known) found, END)).isFalse();
    assertThat(authenticator.identify("Bearer " + token, null, END))
        .isEqualTo(new Identity.Refused());
    credentials = Credentials.NONE;
    assertThat(authenticator.isGood((Identity.Known) found, NOW)).isFalse();
    assertThat(authenticator.identify("Bearer " + token, null, NOW))
        .isEqualTo(new Identity.Refused());
  }

  @Test
  void showingTheHashOfATokenIsNoUse() {
    know("bob", Kind.TOKEN, Tokens.fingerprint(token));
    assertThat(authenticator.identify("Bearer " + Tokens.fingerprint(token), null, NOW))
        .isEqualTo(new Identity.Refused());
  }

  @Test
  void tellsNothingShownFromSomethingBadShown() {
    for (String none : new String[] {null, "", "Basic YTpi", "Bearer", "Bearer ", "Bearer  "}) {
      assertThat(authenticator.identify(none, null, NOW)).isEqualTo(new Identity.Anonymous());
    }
    assertThat(authenticator.identify("Bearer x", null, NOW)).isEqualTo(new Identity.Refused());
  }

  @Test
  void takesNameAndGroupsFromAKnownCertificate() throws Exception {
    var shown = certificate(authority.forClient("bob, Jr.", List.of("g1", "g=2"), NOW, END));
    know(shown, "bob, Jr.");
    assertThat(userOf(shown(shown, NOW)).name()).isEqualTo("bob, Jr.");
    assertThat(userOf(shown(shown, NOW)).groups())
        .containsExactlyInAnyOrder("g1", "g=2", User.AUTHENTICATED);
  }

  @Test
  void refusesACertificateThatHasEndedOrNotBegun() throws Exception {
    var shown = certificate(authority.forClient("bob", List.of(), NOW, END));
    know(shown, "bob");
    assertThat(shown(shown, NOW)).isInstanceOf(Identity.Known.class);
    assertThat(shown(shown, END.plusSeconds(1))).isEqualTo(new Identity.Refused());
    assertThat(shown(shown, NOW.minus(Duration.ofHours(1)))).isEqualTo(new Identity.Refused());
  }

  @Test
  void refusesACertificateOfAnotherAuthorityAlsoIfItIsKnown() throws Exception {
    var other = authority(CertificateAuthority.create(NOW));
    var foreign = certificate(other.forClient("bob", List.of(User.MASTERS), NOW, END));
    know(foreign, "bob");
    assertThat(shown(foreign, NOW)).isEqualTo(new Identity.Refused());
  }

  @Test
  void refusesACertificateOfOursThatIsNotKnown() {
    var unknown = certificate(authority.forClient("bob", List.of(User.MASTERS), NOW, END));
    assertThat(shown(unknown, NOW)).isEqualTo(new Identity.Refused());
  }

  @Test
  void refusesAServersCertificateAsAClients() throws Exception {
    var server = certificate(authority.forServer(List.of("127.0.0.1"), NOW, END));
    know(server, "lonejupiter");
    assertThat(shown(server, NOW)).isEqualTo(new Identity.Refused());
  }

  @Test
  void aGoodTokenHelpsBesideABadCertificate() {
    var unknown = certificate(authority.forClient("bob", List.of(), NOW, END));
    assertThat(userOf(authenticator.identify("Bearer the-admin-token", unknown, NOW)).name())
        .isEqualTo("admin");
  }

  @Test
  void neverWritesASecretAsText() {
    assertThat(new ClusterSecrets("c", "the-key", "the-token").toString())
        .doesNotContain("the-key", "the-token");
    assertThat(made.toString()).doesNotContain(made.key());
    assertThat(new Kubeconfig.Shown.Certificate(made).toString()).doesNotContain(made.key());
    assertThat(new Kubeconfig.Shown.Token("the-token").toString()).doesNotContain("the-token");
  }

  @Test
  void anAuthorityNeedsTheKeyOfItsCertificate() {
    var other = CertificateAuthority.create(NOW);
    assertThatThrownBy(() -> CertificateAuthority.of(made.certificate(), other.key()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("not its certificate's");
    assertThatThrownBy(() -> CertificateAuthority.of("x", made.key()))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
