package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** Writes the file that lets kubectl and every Kubernetes client in. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /** What the user of a kubeconfig shows. */
  public sealed interface Shown {
    /** A bearer token. */
    record Token(String token) implements Shown {
      /** Without the secret, so that none ends in a log. */
      @Override
      public String toString() {
        return "Token[]";
      }
    }

    /** A certificate with its key. */
    record Certificate(CertificateAuthority.Issued issued) implements Shown {}
  }

  /**
   * @param serverUrl as clients reach it
   * @param caPem the certificate of the authority that signed the server's
   * @param namespace that commands are about unless they name one
   */
  public static void write(
      Path file, String serverUrl, String caPem, String user, String namespace, Shown shown)
      throws IOException {
    PrivateFiles.write(file, text(serverUrl, caPem, user, namespace, shown));
  }

  /** The file's text. */
  public static String text(
      String serverUrl, String caPem, String user, String namespace, Shown shown) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: lonejupiter
          cluster:
            server: "%s"
            certificate-authority-data: %s
        users:
        - name: "%s"
          user:
        %s
        contexts:
        - name: lonejupiter
          context:
            cluster: lonejupiter
            user: "%s"
            namespace: %s
        current-context: lonejupiter
        """
        .formatted(serverUrl, base64(caPem), user, lines(shown), user, namespace);
  }

  private static String lines(Shown shown) {
    if (shown instanceof Shown.Certificate certificate) {
      return "    client-certificate-data: %s%n    client-key-data: %s"
          .formatted(
              base64(certificate.issued().certificate()), base64(certificate.issued().key()));
    }
    return "    token: \"%s\"".formatted(((Shown.Token) shown).token());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
