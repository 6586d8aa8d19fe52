package io.lonejupiter.apiserver;

import io.lonejupiter.apiserver.audit.AuditSettings;
import io.lonejupiter.apiserver.limit.RequestLimits;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param directory where the server's certificate is kept
 * @param kubeconfig the kubeconfig to write; null for none
 * @param maxBodyBytes the largest request body in bytes
 * @param historySize how many changes are kept for watches that resume
 * @param limits what clients may use
 * @param audit where writes are recorded
 * @param certificateCheck how often it is looked whether the server's certificate nears its end
 */
public record ApiServerSettings(
    String bindAddress,
    int port,
    String advertisedUrl,
    List<String> names,
    Path directory,
    Path kubeconfig,
    int maxBodyBytes,
    int historySize,
    RequestLimits limits,
    AuditSettings audit,
    Duration certificateCheck) {

  /** What Kubernetes takes at most. */
  public static final int DEFAULT_MAX_BODY_BYTES = 3 * 1024 * 1024;

  /** Enough for a client that was away for a moment. */
  public static final int DEFAULT_HISTORY_SIZE = 10_000;

  /** A certificate is renewed long before it ends. */
  public static final Duration DEFAULT_CERTIFICATE_CHECK = Duration.ofHours(1);

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
        DEFAULT_HISTORY_SIZE,
        RequestLimits.STANDARD,
        AuditSettings.in(directory),
        DEFAULT_CERTIFICATE_CHECK);
  }
}
