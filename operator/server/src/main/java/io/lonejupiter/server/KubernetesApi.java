package io.lonejupiter.server;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.apiserver.ApiListener;
import io.lonejupiter.apiserver.ApiServer;
import io.lonejupiter.apiserver.ApiServerSettings;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.audit.AuditSettings;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.core.store.ObjectStore;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.resource.Crds;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.server.KubernetesAccess.Kubeconfig;
import io.lonejupiter.server.KubernetesAccess.ServiceAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Kubernetes API that the reconcilers work against, and a client for it. */
final class KubernetesApi implements AutoCloseable {
  /** Stands for the URL where the API is not ours. */
  static final String OF_KUBERNETES = "kubernetes";

  private static final List<Class<? extends CustomResource<?, ?>>> OUR_KINDS =
      List.of(
          AppDeployment.class,
          AppHost.class,
          ApplicationMap.class,
          Artifact.class,
          FrontEndConfig.class);

  private final KubernetesClient client;
  private final String url;
  private final AutoCloseable server;

  private KubernetesApi(KubernetesClient client, String url, AutoCloseable server) {
    this.client = client;
    this.url = url;
    this.server = server;
  }

  /**
   * A real one. Its CRDs must be there, and the right to read them.
   *
   * @throws IllegalStateException says what is missing and how it comes there
   */
  static KubernetesApi real(KubernetesAccess access) {
    var client = client(config(access));
    try {
      // Each takes a second, most of which is waiting.
      OUR_KINDS.parallelStream().forEach(kind -> requireReadable(client, kind, access));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
    return new KubernetesApi(client, OF_KUBERNETES, () -> {});
  }

  /**
   * Lists and watches what the operator lists and watches anyway: reading the CRDs themselves would
   * be one right more. A refused watch is tried for ever by whoever follows, unseen.
   */
  private static void requireReadable(
      KubernetesClient client,
      Class<? extends CustomResource<?, ?>> kind,
      KubernetesAccess access) {
    try {
      var one = new ListOptionsBuilder().withLimit(1L).build();
      var version =
          client.resources(kind).inAnyNamespace().list(one).getMetadata().getResourceVersion();
      client.raw(
          "/apis/%s/%s?watch=true&timeoutSeconds=1&resourceVersion=%s"
              .formatted(HasMetadata.getApiVersion(kind), HasMetadata.getPlural(kind), version));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        throw new IllegalStateException(
            "the API of "
                + access
                + " does not know the kinds of lonejupiter.io; run: kubectl apply -f crds/",
            e);
      }
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new IllegalStateException(
            "the API of " + access + " refuses it: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** The embedded one, whose objects are in the store. */
  static KubernetesApi embedded(
      ServerSettings settings,
      ApiListener listener,
      ObjectStore store,
      PodSource pods,
      Runnable onLeadLost) {
    var server =
        ApiServer.lead(
            listener,
            apiSettings(settings),
            store,
            Crds.all(),
            pods,
            new ValidateAdmission(),
            onLeadLost);
    return new KubernetesApi(
        client(config(new Kubeconfig(settings.kubeconfigFile()))), server.url(), server);
  }

  /** Where the embedded one is reached, whoever leads. */
  static ApiListener listen(ServerSettings settings, AccessSource access) {
    try {
      return ApiListener.listen(apiSettings(settings), access);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the API cannot listen on " + settings.listen() + ":" + settings.apiPort(), e);
    }
  }

  private static ApiServerSettings apiSettings(ServerSettings settings) {
    return new ApiServerSettings(
        settings.listen(),
        settings.apiPort(),
        settings.apiUrl(),
        List.of(settings.direct().host(), settings.listen(), "127.0.0.1", "localhost"),
        settings.dataDir(),
        settings.kubeconfigFile(),
        ApiServerSettings.DEFAULT_MAX_BODY_BYTES,
        ApiServerSettings.DEFAULT_HISTORY_SIZE,
        RequestLimits.STANDARD,
        AuditSettings.in(settings.dataDir()),
        ApiServerSettings.DEFAULT_CERTIFICATE_CHECK);
  }

  private static Config config(KubernetesAccess access) {
    if (access instanceof ServiceAccount account) {
      var token = account.folder().resolve("token");
      return new ConfigBuilder(Config.empty())
          .withMasterUrl(account.url())
          .withCaCertFile(account.folder().resolve("ca.crt").toString())
          // Kubernetes renews it about every hour.
          .withOauthTokenProvider(() -> read(token).strip())
          .build();
    }
    return Config.fromKubeconfig(read(((Kubeconfig) access).file()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static KubernetesClient client(Config config) {
    // One kind of watch for every API, so that the embedded one needs no other.
    config.setOnlyHttpWatches(true);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** As clients reach the embedded one; {@link #OF_KUBERNETES} for a real one. */
  String url() {
    return url;
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.close();
  }
}
