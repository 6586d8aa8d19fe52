package io.lonejupiter.apiserver.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** Writes the file that lets kubectl and every Kubernetes client in. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * @param serverUrl as clients reach it
   * @param caPem the certificate of the authority that signed the server's
   */
  public static void write(Path file, String serverUrl, String caPem, BearerToken token)
      throws IOException {
    String ca = Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8));
    PrivateFiles.write(
        file,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: lonejupiter
          cluster:
            server: "%s"
            certificate-authority-data: %s
        users:
        - name: admin
          user:
            token: "%s"
        contexts:
        - name: lonejupiter
          context:
            cluster: lonejupiter
            user: admin
            namespace: default
        current-context: lonejupiter
        """
            .formatted(serverUrl, ca, token.value()));
  }
}
