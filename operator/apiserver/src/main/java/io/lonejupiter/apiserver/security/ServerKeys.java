package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Gives TLS the server's newest certificate for each new connection, so that it can be renewed
 * while the server runs. Safe on all threads.
 */
public final class ServerKeys extends X509ExtendedKeyManager {
  private static final String ALIAS = "server";
  private static final String[] ALIASES = {ALIAS};

  private record Pair(X509Certificate certificate, PrivateKey key) {}

  private volatile Pair current;

  /**
   * @throws IOException the certificate cannot be read
   */
  public ServerKeys(ServerCertificate certificate) throws IOException {
    use(certificate);
  }

  /**
   * New connections get what is in the files now.
   *
   * @throws IOException they cannot be read; what was used before is used on
   */
  public void use(ServerCertificate certificate) throws IOException {
    try {
      current =
          new Pair(
              Pem.certificate(Files.readString(certificate.certificate())),
              Pem.key(Files.readString(certificate.key())));
    } catch (GeneralSecurityException e) {
      throw new IOException("the server's certificate cannot be read", e);
    }
  }

  private static boolean isOurs(String keyType) {
    return keyType.startsWith("EC");
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return isOurs(keyType) ? ALIAS : null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return isOurs(keyType) ? ALIAS : null;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return isOurs(keyType) ? ALIASES.clone() : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {current.certificate()};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return current.key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }
}
