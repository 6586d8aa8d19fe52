package io.lonejupiter.apiserver;

import java.nio.file.Path;
import java.util.List;

/**
 * How an API server is run.
 *
 * @param bindAddress the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param advertisedUrl the URL that is written into the kubeconfig; empty for {@code
 *     https://<bindAddress>:<port>}
 * @param names IP addresses and host names the certificate is for; must hold the host of the
 *     advertised URL
 * @param directory where certificates and the token are kept
 * @param kubeconfig the kubeconfig to write; null for none
 * @param maxBodyBytes the largest request body in bytes
 * @param historySize how many changes are kept for watches that resume
 */
public record ApiServerSettings(
    String bindAddress,
    int port,
    String advertisedUrl,
    List<String> names,
    Path directory,
    Path kubeconfig,
    int maxBodyBytes,
    int historySize) {

  /** What Kubernetes takes at most. */
  public static final int DEFAULT_MAX_BODY_BYTES = 3 * 1024 * 1024;

  /** Enough for a client that was away for a moment. */
  public static final int DEFAULT_HISTORY_SIZE = 10_000;

  public ApiServerSettings {
    names = List.copyOf(names);
    if (maxBodyBytes < 1 || historySize < 1) {
      throw new IllegalArgumentException(
          "maxBodyBytes and historySize must be positive, not "
              + maxBodyBytes
              + " and "
              + historySize);
    }
  }

  /** On 127.0.0.1, for one machine; everything is kept under the directory. */
  public static ApiServerSettings onLoopback(Path directory, int port) {
    return new ApiServerSettings(
        "127.0.0.1",
        port,
        "",
        List.of("127.0.0.1", "localhost"),
        directory,
        directory.resolve("kubeconfig"),
        DEFAULT_MAX_BODY_BYTES,
        DEFAULT_HISTORY_SIZE);
  }
}
