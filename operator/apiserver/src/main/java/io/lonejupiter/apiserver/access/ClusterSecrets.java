package io.lonejupiter.apiserver.access;

/**
 * What all servers of a cluster share: the certificate authority and the admin's token.
 *
 * @param caCertificate PEM
 * @param caKey PEM, PKCS 8
 */
public record ClusterSecrets(String caCertificate, String caKey, String adminToken) {

  /** Without the secrets, so that none ends in a log. */
  @Override
  public String toString() {
    return "ClusterSecrets[caCertificate=" + caCertificate + "]";
  }
}
