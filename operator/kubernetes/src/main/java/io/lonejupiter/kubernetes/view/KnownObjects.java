package io.lonejupiter.kubernetes.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/**
 * All objects of one kind, from memory, followed by an informer. What this process wrote itself is
 * seen at once, before the informer has heard of it, so that no decision is made twice.
 */
public final class KnownObjects<T extends HasMetadata> implements AutoCloseable {
  private final SharedIndexInformer<T> informer;
  private final Map<String, T> written = new ConcurrentHashMap<>();
  private final List<BiConsumer<T, T>> listeners = new CopyOnWriteArrayList<>();

  private KnownObjects(SharedIndexInformer<T> informer) {
    this.informer = informer;
  }

  /** Starts to follow a kind in all namespaces; returns once the first list was read. */
  public static <T extends HasMetadata> KnownObjects<T> follow(
      KubernetesClient client, Class<T> kind) {
    var informer = client.resources(kind).inAnyNamespace().runnableInformer(0);
    var objects = new KnownObjects<T>(informer);
    informer.addEventHandler(objects.handler());
    try {
      informer.start().toCompletableFuture().get();
    } catch (InterruptedException e) {
      // It waits for as long as the API refuses the watch; whoever is asked to end must not.
      Thread.currentThread().interrupt();
      informer.close();
      throw new IllegalStateException("interrupted before all of " + kind + " was read", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(kind + " cannot be followed", e.getCause());
    }
    return objects;
  }

  /**
   * Told of each change as (before, after): before is null for a new object, after for a gone one.
   */
  public void onChange(BiConsumer<T, T> listener) {
    listeners.add(listener);
  }

  public List<T> all() {
    // Before the store: what is forgotten as the store gets it must be in one of the two.
    var own = new HashMap<>(written);
    // Most have nothing of ours beside them, and the key of each would have to be made.
    var names = new HashSet<String>();
    own.values().forEach(object -> names.add(object.getMetadata().getName()));
    var all = new ArrayList<T>();
    for (var object : informer.getStore().list()) {
      all.add(
          names.contains(object.getMetadata().getName())
              ? newer(object, own.remove(key(object)))
              : object);
    }
    all.addAll(own.values());
    return List.copyOf(all);
  }

  public Optional<T> find(String namespace, String name) {
    var key = key(namespace, name);
    var own = written.get(key);
    var known = informer.getStore().getByKey(key);
    return Optional.ofNullable(known == null ? own : newer(known, own));
  }

  /** The newest that is known of an object, or the given one if nothing newer is. */
  public T newest(T given) {
    var known =
        find(given.getMetadata().getNamespace(), given.getMetadata().getName()).orElse(given);
    return version(known) > version(given) ? known : given;
  }

  /** Remembers an object as the API answered to a write of ours. */
  public T wrote(T object) {
    var known = informer.getStore().getByKey(key(object));
    if (known == null || version(known) < version(object)) {
      written.put(key(object), object);
    }
    return object;
  }

  private static <T extends HasMetadata> T newer(T known, T own) {
    return own != null && version(own) > version(known) ? own : known;
  }

  private ResourceEventHandler<T> handler() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        seen(object);
        listeners.forEach(l -> l.accept(null, object));
      }

      @Override
      public void onUpdate(T before, T after) {
        seen(after);
        listeners.forEach(l -> l.accept(before, after));
      }

      @Override
      public void onDelete(T object, boolean stateUnknown) {
        written.remove(key(object));
        listeners.forEach(l -> l.accept(object, null));
      }
    };
  }

  private void seen(T object) {
    written.computeIfPresent(
        key(object), (key, own) -> version(own) <= version(object) ? null : own);
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }

  private static String key(HasMetadata object) {
    return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  private static String key(String namespace, String name) {
    return namespace == null || namespace.isEmpty() ? name : namespace + "/" + name;
  }

  @Override
  public void close() {
    informer.close();
  }
}
