package io.lonejupiter.apiserver.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The informers of fabric8, over WebSocket, with both of its transports. */
@ParameterizedClass
@MethodSource("io.lonejupiter.apiserver.clients.Served#all")
@Tag("thorough")
class Fabric8IT {
  @Parameter Served served;

  static Stream<HttpClient.Factory> transports() {
    return Stream.of(new VertxHttpClientFactory(), new JdkHttpClientFactory());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void anInformerSeesWhatOthersDo(HttpClient.Factory transport) throws IOException {
    String namespace = served.namespace();
    Config config = Config.fromKubeconfig(Files.readString(served.kubeconfig()));
    assertThat(config.isOnlyHttpWatches()).isFalse();
    List<String> seen = new CopyOnWriteArrayList<>();
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(config).withHttpClientFactory(transport).build()) {
      var maps = client.configMaps().inNamespace(namespace);
      maps.resource(map("before", "1")).create();
      try (SharedIndexInformer<ConfigMap> informer = maps.inform(recording(seen))) {
        await().untilAsserted(() -> assertThat(seen).containsExactly("+before"));
        maps.resource(map("a", "1")).create();
        maps.resource(map("a", "2")).forceConflicts().serverSideApply();
        maps.withName("a").delete();
        await()
            .untilAsserted(() -> assertThat(seen).containsExactly("+before", "+a", "~a=2", "-a"));
        assertThat(informer.isWatching()).isTrue();
        assertThat(informer.getStore().list()).hasSize(1);
      }
    }
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withData(Map.of("key", value))
        .build();
  }

  private static ResourceEventHandler<ConfigMap> recording(List<String> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(ConfigMap object) {
        seen.add("+" + object.getMetadata().getName());
      }

      @Override
      public void onUpdate(ConfigMap old, ConfigMap object) {
        seen.add("~" + object.getMetadata().getName() + "=" + object.getData().get("key"));
      }

      @Override
      public void onDelete(ConfigMap object, boolean unknown) {
        seen.add("-" + object.getMetadata().getName());
      }
    };
  }
}
