package io.lonejupiter.server;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.Authorizer;
import io.lonejupiter.apiserver.access.Denial;
import io.lonejupiter.apiserver.access.Roles;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.security.Authenticator;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import io.lonejupiter.apiserver.security.CertificateAuthority;
import io.lonejupiter.artifacts.Uploads;
import java.security.GeneralSecurityException;
import java.time.Instant;

/** Uploads are allowed by the same credentials and roles as requests to the embedded API. */
final class ArtifactUploads implements Uploads {
  private final AccessSource access;
  private final Authenticator authenticator;
  private final Authorizer authorizer = new Authorizer(Roles.standard());

  private ArtifactUploads(AccessSource access, Authenticator authenticator) {
    this.access = access;
    this.authenticator = authenticator;
  }

  static ArtifactUploads of(AccessSource access) {
    var secrets = access.secrets();
    try {
      var authority = CertificateAuthority.of(secrets.caCertificate(), secrets.caKey());
      return new ArtifactUploads(access, new Authenticator(access, authority));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate authority of the cluster is broken", e);
    }
  }

  @Override
  public Verdict of(String authorization, String namespace) {
    var now = Instant.now();
    if (authenticator.identify(authorization, null, now) instanceof Identity.Known known) {
      return verdict(known.user(), namespace, now);
    }
    return new Verdict.Unknown();
  }

  private Verdict verdict(User user, String namespace, Instant now) {
    var wanted =
        Attributes.ofResource(
            "create", "lonejupiter.io", "v1alpha1", "artifacts", "content", namespace, "");
    var bindings = access.credentials().bindings(user.name(), now);
    return authorizer.decide(user, bindings, wanted).allowed()
        ? new Verdict.Allowed()
        : new Verdict.Forbidden(Denial.forbidden(user, wanted).getMessage());
  }
}
