package io.lonejupiter.kubernetes.view;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;

/**
 * Writes statuses, whole and only when they differ, and has them seen at once. The SDK's own way
 * leaves the next reconcile with what its informer has heard of by then: one that compares with a
 * status of the day before yesterday takes yesterday's for today's.
 */
public final class StatusWriter {
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("lonejupiter")
          .withForce(true)
          .build();

  private final KubernetesClient client;

  public StatusWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Writes a status if it is not the one that the object has.
   *
   * @param known where the object is known from
   * @param object as it was read for this pass
   * @param patch an empty object of the same kind
   */
  public <S, T extends CustomResource<?, S>> void write(
      KnownObjects<T> known, T object, T patch, S status) {
    if (Objects.equals(object.getStatus(), status)) {
      return;
    }
    patch.getMetadata().setName(object.getMetadata().getName());
    patch.getMetadata().setNamespace(object.getMetadata().getNamespace());
    patch.setStatus(status);
    known.wrote(client.resource(patch).subresource("status").patch(APPLY));
  }
}
