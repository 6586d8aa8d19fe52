package io.lonejupiter.cli.observe;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/** Opens a client of the API that a kubeconfig names. */
public final class Api {
  private static final int LIMIT_MILLISECONDS = 10_000;

  private Api() {}

  /** The caller closes it. It gives up soon: who asks, asks again. */
  public static KubernetesClient open(Path kubeconfig) {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
            .withRequestTimeout(LIMIT_MILLISECONDS)
            .withConnectionTimeout(LIMIT_MILLISECONDS)
            .withRequestRetryBackoffLimit(0)
            .withOnlyHttpWatches(true)
            // The machine's proxy has no way to this machine.
            .withHttpProxy(null)
            .withHttpsProxy(null)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
