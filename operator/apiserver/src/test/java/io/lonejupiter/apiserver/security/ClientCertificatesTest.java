package io.lonejupiter.apiserver.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.util.LazyX509Certificate;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClientCertificatesTest {

  @Test
  void oneThatBoringSslTookUnreadEndsTheHandshakeWhereItIsNone() throws Exception {
    X509Certificate authority =
        Pem.certificate(CertificateAuthority.create(Instant.now()).certificate());
    ClientCertificates trust = new ClientCertificates(authority);
    X509Certificate[] good = {new LazyX509Certificate(authority.getEncoded())};
    assertThatCode(() -> trust.checkClientTrusted(good, "EC")).doesNotThrowAnyException();
    X509Certificate[] none = {
      new LazyX509Certificate("no certificate".getBytes(StandardCharsets.UTF_8))
    };
    assertThatThrownBy(() -> trust.checkClientTrusted(none, "EC"))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("cannot be read");
  }
}
