package io.lonejupiter.apiserver.security;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates, and private keys on elliptic curves, as text (RFC 7468). */
final class Pem {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final int LINE = 64;

  private Pem() {}

  static String of(X509Certificate certificate) {
    try {
      return text(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate cannot be written", e);
    }
  }

  static String of(PrivateKey key) {
    return text(KEY, key.getEncoded());
  }

  private static String text(String label, byte[] content) {
    byte[] newLine = {'\n'};
    String lines = Base64.getMimeEncoder(LINE, newLine).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /**
   * @throws GeneralSecurityException the text is no certificate
   */
  static X509Certificate certificate(String pem) throws GeneralSecurityException {
    var content = new ByteArrayInputStream(content(pem, CERTIFICATE));
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(content);
  }

  /**
   * @throws GeneralSecurityException the text is no private key
   */
  static PrivateKey key(String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content(pem, KEY)));
  }

  private static byte[] content(String pem, String label) throws GeneralSecurityException {
    String marks = "-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----";
    Matcher matcher = Pattern.compile(marks).matcher(pem);
    if (!matcher.find()) {
      throw new GeneralSecurityException("no PEM of a " + label);
    }
    try {
      return Base64.getMimeDecoder().decode(matcher.group(1).getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no PEM of a " + label + ": " + e.getMessage(), e);
    }
  }
}
