package io.lonejupiter.consul;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificate authority that signs Consul's certificate. */
final class ConsulTrust {
  private ConsulTrust() {}

  /** TLS that trusts the certificates of a PEM file and no others. */
  static SSLContext in(Path caFile) {
    try (var pem = Files.newInputStream(caFile)) {
      var certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(caFile + " holds no certificate in PEM");
      }
      var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (var certificate : certificates) {
        trusted.setCertificateEntry("ca-" + number++, certificate);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("Consul's CA file " + caFile + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(caFile + " holds no certificate in PEM", e);
    }
  }
}
