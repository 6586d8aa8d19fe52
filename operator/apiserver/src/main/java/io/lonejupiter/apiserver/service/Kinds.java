package io.lonejupiter.apiserver.service;

import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Event;
import io.lonejupiter.apiserver.storage.ObjectImage;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds as they are now: follows the stored definitions. Readers get an immutable registry and
 * keep it for as long as their request lasts; a change of a definition makes a new one before the
 * writer of that change gets its answer.
 */
public final class Kinds implements Supplier<Registry> {
  private static final Logger LOG = LoggerFactory.getLogger(Kinds.class);

  private final String collection;
  private final boolean pods;
  private final Map<String, Registry.Defined> defined = new TreeMap<>();
  private volatile Registry current = Registry.builtIn();

  private Kinds(boolean pods) {
    this.pods = pods;
    this.collection = current.definitions().storedAs();
  }

  /** Follows the definitions of an image from now on. */
  public static Kinds of(ObjectImage image) {
    Kinds kinds = new Kinds(image.computes("core/pods"));
    ObjectImage.State state = image.subscribeWithState(kinds.collection, "", kinds::changed);
    state.listing().entries().forEach(kinds::learn);
    kinds.current = kinds.registry();
    return kinds;
  }

  private Registry registry() {
    return Registry.of(new ArrayList<>(defined.values()), pods);
  }

  /** Called by the publisher, under its lock. */
  private void changed(Event event) {
    if (!event.address().collection().equals(collection)) {
      return;
    }
    Registry.Defined before = defined.get(event.address().name());
    if (event.after() == null) {
      defined.remove(event.address().name());
    } else {
      learn(event.after());
    }
    if (before != defined.get(event.address().name())) {
      current = registry();
    }
  }

  private void learn(Entry entry) {
    String name = entry.address().name();
    if (!Registry.isEstablished(entry.object())) {
      defined.remove(name);
      return;
    }
    try {
      defined.put(name, Registry.read(entry.object()));
    } catch (RuntimeException e) {
      LOG.warn("definition {} cannot be served", name, e);
      defined.remove(name);
    }
  }

  @Override
  public Registry get() {
    return current;
  }
}
