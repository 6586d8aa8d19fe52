package io.lonejupiter.apiserver.security;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Signs the certificates of a cluster's servers and clients. All keys are on the curve P-256. */
public final class CertificateAuthority {
  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate with its key, as PEM. */
  public record Issued(String certificate, String key) {
    /** By which the certificate is recognised. */
    public String fingerprint() {
      try {
        return Tokens.fingerprint(Pem.certificate(certificate).getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("what was issued is no certificate", e);
      }
    }

    /** Without the key, so that none ends in a log. */
    @Override
    public String toString() {
      return "Issued[certificate=" + certificate + "]";
    }
  }

  /** A new authority. */
  public static Issued create(Instant now) {
    return Issuance.authority(now);
  }

  /**
   * @throws GeneralSecurityException it is no PEM, or the key is another certificate's
   */
  public static CertificateAuthority of(String certificatePem, String keyPem)
      throws GeneralSecurityException {
    X509Certificate certificate = Pem.certificate(certificatePem);
    PrivateKey key = Pem.key(keyPem);
    if (!belongTogether(certificate, key)) {
      throw new GeneralSecurityException("the key of the authority is not its certificate's");
    }
    return new CertificateAuthority(certificate, key);
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    byte[] probe = new byte[32];
    new SecureRandom().nextBytes(probe);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    return signature.verify(signed);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * For a server.
   *
   * @param names IP addresses and host names that clients reach it by
   */
  public Issued forServer(List<String> names, Instant now, Instant end) {
    return Issuance.forServer(issuer(), names, now, end);
  }

  /** For a client: its name is the CN, its groups are the O. */
  public Issued forClient(String name, List<String> groups, Instant now, Instant end) {
    return Issuance.forClient(issuer(), name, groups, now, end);
  }

  private Issuance.Issuer issuer() {
    return new Issuance.Issuer(certificate, key);
  }

  /** Whether this authority signed it. Says nothing of its dates. */
  public boolean signed(X509Certificate other) {
    try {
      if (!other.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
        return false;
      }
      other.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
