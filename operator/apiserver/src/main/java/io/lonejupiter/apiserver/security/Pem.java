package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Keys and certificates as text. */
final class Pem {
  private Pem() {}

  static String of(X509Certificate certificate) {
    return text(certificate);
  }

  static String of(PrivateKey key) {
    try {
      return text(new JcaPKCS8Generator(key, null));
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("a new key cannot be written", e);
    }
  }

  private static String text(Object content) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * @throws GeneralSecurityException the text is no certificate
   */
  static X509Certificate certificate(String pem) throws GeneralSecurityException {
    if (parse(pem) instanceof X509CertificateHolder holder) {
      return new JcaX509CertificateConverter().getCertificate(holder);
    }
    throw new GeneralSecurityException("no certificate in PEM");
  }

  /**
   * @throws GeneralSecurityException the text is no private key
   */
  static PrivateKey key(String pem) throws GeneralSecurityException {
    try {
      if (parse(pem) instanceof PrivateKeyInfo info) {
        return new JcaPEMKeyConverter().getPrivateKey(info);
      }
    } catch (IOException e) {
      throw new GeneralSecurityException("no private key in PEM", e);
    }
    throw new GeneralSecurityException("no private key in PEM");
  }

  private static Object parse(String pem) throws GeneralSecurityException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return parser.readObject();
    } catch (IOException e) {
      throw new GeneralSecurityException("no PEM", e);
    }
  }
}
