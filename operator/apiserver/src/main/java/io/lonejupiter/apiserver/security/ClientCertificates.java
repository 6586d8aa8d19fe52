package io.lonejupiter.apiserver.security;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets TLS take every client certificate, so that a bad one is answered with words instead of a
 * broken connection. TLS still proves that the client has the key; whether the certificate is good
 * for anything is decided for each request by {@link Authenticator}.
 */
public final class ClientCertificates extends X509ExtendedTrustManager {
  private final X509Certificate authority;

  public ClientCertificates(X509Certificate authority) {
    this.authority = authority;
  }

  /** A hint for clients that have several. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority};
  }

  /**
   * Ends a connection whose certificate is none. BoringSSL hands it on unread, and who asked it for
   * anything later would fail.
   *
   * @throws CertificateException it cannot be read
   */
  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    for (X509Certificate certificate : chain) {
      try {
        certificate.getNotAfter();
      } catch (RuntimeException e) {
        throw new CertificateException("the client's certificate cannot be read", e);
      }
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException("a server trusts no servers");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    checkServerTrusted(chain, type);
  }
}
