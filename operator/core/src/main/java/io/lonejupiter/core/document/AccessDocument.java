package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What all servers of a cluster share: the certificate authority of the embedded API and the
 * admin's token. Made once, by the server that comes first, and never changed.
 *
 * @param caCertificate PEM
 * @param caKey PEM
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AccessDocument(int schema, String caCertificate, String caKey, String adminToken) {
  public static final int SCHEMA = 1;

  /** Without the secrets, so that none ends in a log. */
  @Override
  public String toString() {
    return "AccessDocument[schema=" + schema + "]";
  }
}
