package io.lonejupiter.e2e.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Somebody else who edits the same objects as fast as the API allows until they are gone, so that
 * whoever writes what it has read meets a conflict.
 */
final class Unrest implements AutoCloseable {
  private static final PatchContext MERGE =
      new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();
  private static final String LABEL = "{\"metadata\":{\"labels\":{\"unrest\":\"%d\"}}}";

  private final KubernetesClient client;
  private final ExecutorService editors = Executors.newCachedThreadPool();
  private volatile boolean closed;

  Unrest(KubernetesClient client, List<Class<? extends HasMetadata>> kinds) {
    this.client = client;
    for (var kind : kinds) {
      for (var object : client.resources(kind).inAnyNamespace().list().getItems()) {
        editors.execute(() -> edit(object));
      }
    }
  }

  private void edit(HasMetadata object) {
    for (long count = 0; !closed; count++) {
      try {
        client.resource(object).patch(MERGE, LABEL.formatted(count));
      } catch (KubernetesClientException e) {
        if (e.getCode() == 404) {
          return;
        }
        throw e;
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    editors.shutdown();
    if (!editors.awaitTermination(20, TimeUnit.SECONDS)) {
      throw new AssertionError("an editor does not end");
    }
  }
}
