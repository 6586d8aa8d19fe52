package io.lonejupiter.kubernetes.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * All objects of one kind, from memory, followed by an informer. What this process wrote itself is
 * seen at once, before the informer has heard of it, so that no decision is made twice.
 */
public final class KnownObjects<T extends HasMetadata> implements AutoCloseable {
  private final SharedIndexInformer<T> informer;
  private final Map<String, Function<T, List<String>>> indexes;
  private final Map<String, T> written = new ConcurrentHashMap<>();
  private final List<BiConsumer<T, T>> listeners = new CopyOnWriteArrayList<>();

  private KnownObjects(
      SharedIndexInformer<T> informer, Map<String, Function<T, List<String>>> indexes) {
    this.informer = informer;
    this.indexes = indexes;
  }

  /** Starts to follow a kind in all namespaces; returns once the first list was read. */
  public static <T extends HasMetadata> KnownObjects<T> follow(
      KubernetesClient client, Class<T> kind) {
    return follow(client, kind, Map.of());
  }

  /**
   * The same, with objects that are found by something else than their names.
   *
   * @param indexes what each is called, and the values that an object is found by
   */
  public static <T extends HasMetadata> KnownObjects<T> follow(
      KubernetesClient client, Class<T> kind, Map<String, Function<T, List<String>>> indexes) {
    var informer = client.resources(kind).inAnyNamespace().runnableInformer(0);
    informer.addIndexers(indexes);
    var objects = new KnownObjects<T>(informer, indexes);
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
    var all = new ArrayList<T>();
    for (var object : informer.getStore().list()) {
      all.add(newer(object));
    }
    for (var own : written.values()) {
      if (informer.getStore().getByKey(key(own)) == null) {
        all.add(own);
      }
    }
    return List.copyOf(all);
  }

  /** Those that an index of this name finds by a value; does not look at the others. */
  public List<T> by(String index, String value) {
    var found = new LinkedHashMap<String, T>();
    informer.getIndexer().byIndex(index, value).forEach(object -> found.put(key(object), object));
    written.forEach(
        (key, own) -> {
          var known = informer.getStore().getByKey(key);
          if (known != null && version(known) >= version(own)) {
            return;
          }
          if (indexes.get(index).apply(own).contains(value)) {
            found.put(key, own);
          } else {
            found.remove(key);
          }
        });
    return List.copyOf(found.values());
  }

  public Optional<T> find(String namespace, String name) {
    var key = key(namespace, name);
    var known = informer.getStore().getByKey(key);
    return Optional.ofNullable(known == null ? written.get(key) : newer(known));
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

  private T newer(T known) {
    var own = written.get(key(known));
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
