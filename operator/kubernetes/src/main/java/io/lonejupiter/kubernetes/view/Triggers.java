package io.lonejupiter.kubernetes.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Asks a controller to reconcile one of its objects because something else changed. An object that
 * does not exist is asked for in vain, which is fine.
 */
public final class Triggers<P extends HasMetadata> {
  private final SimpleInboundEventSource<P> source = new SimpleInboundEventSource<>("triggers");

  /** The event source for the controller. */
  public SimpleInboundEventSource<P> source() {
    return source;
  }

  public void fire(String namespace, String name) {
    if (source.isRunning()) {
      source.propagateEvent(new ResourceID(name, namespace));
    }
  }

  public void fire(HasMetadata object) {
    fire(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }
}
