package io.lonejupiter.apiserver.security;

import io.lonejupiter.apiserver.security.CertificateAuthority.Issued;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates. Apart from {@link CertificateAuthority}, since this needs Bouncy Castle: its
 * jar is signed, and checking that takes the first half second of whoever loads it.
 */
final class Issuance {
  private static final Duration LIFE = Duration.ofDays(3650);

  /** For clocks that are a little behind. */
  static final Duration BEFORE_NOW = Duration.ofMinutes(5);

  private static final Pattern IP = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final X500Name NAME = new X500Name("CN=lonejupiter-ca");

  /** Who signs. */
  record Issuer(X509Certificate certificate, PrivateKey key) {}

  private Issuance() {}

  /** A new authority. */
  static Issued authority(Instant now) {
    KeyPair keys = newKeys();
    try {
      var builder = builder(NAME, NAME, keys, now, now.plus(LIFE));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return issued(builder, keys, keys.getPrivate());
    } catch (IOException e) {
      throw new IllegalStateException("an authority cannot be made", e);
    }
  }

  /** See {@link CertificateAuthority#forServer}. */
  static Issued forServer(Issuer issuer, List<String> names, Instant now, Instant end) {
    GeneralName[] alternatives =
        names.stream()
            .map(
                name ->
                    new GeneralName(
                        IP.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new);
    return leaf(
        issuer,
        new X500Name("CN=lonejupiter"),
        KeyPurposeId.id_kp_serverAuth,
        new GeneralNames(alternatives),
        now,
        end);
  }

  /** See {@link CertificateAuthority#forClient}. */
  static Issued forClient(
      Issuer issuer, String name, List<String> groups, Instant now, Instant end) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    groups.forEach(group -> subject.addRDN(BCStyle.O, group));
    subject.addRDN(BCStyle.CN, name);
    return leaf(issuer, subject.build(), KeyPurposeId.id_kp_clientAuth, null, now, end);
  }

  private static Issued leaf(
      Issuer issuer,
      X500Name subject,
      KeyPurposeId purpose,
      GeneralNames names,
      Instant now,
      Instant end) {
    KeyPair keys = newKeys();
    try {
      var builder =
          builder(
              X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
              subject,
              keys,
              now,
              end);
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      return issued(builder, keys, issuer.key());
    } catch (IOException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  private static Issued issued(JcaX509v3CertificateBuilder builder, KeyPair keys, PrivateKey key) {
    try {
      ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      X509Certificate made =
          new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new Issued(Pem.of(made), Pem.of(keys.getPrivate()));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("a certificate cannot be signed", e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, new SecureRandom()),
        Date.from(now.minus(BEFORE_NOW)),
        Date.from(end),
        subject,
        keys.getPublic());
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }
}
