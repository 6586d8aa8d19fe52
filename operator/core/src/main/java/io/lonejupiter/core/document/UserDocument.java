package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A user of the embedded API, and what it is recognised by. It holds no secret.
 *
 * @param kind {@code token} or {@code certificate}
 * @param sha256 of the token's text or of the certificate, in hexadecimal
 * @param namespaces where the role counts; empty for everywhere
 * @param created RFC 3339
 * @param expires RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record UserDocument(
    int schema,
    String name,
    String kind,
    String sha256,
    String role,
    List<String> namespaces,
    String created,
    String expires) {
  public static final int SCHEMA = 1;

  public UserDocument {
    namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
  }
}
