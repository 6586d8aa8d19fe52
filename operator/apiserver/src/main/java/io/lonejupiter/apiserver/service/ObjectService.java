package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Deletion;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.request.Outcome;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.resource.ResourceType.Origin;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Objects for everybody in this server: reads from the image, writes through the queue. It joins
 * the pure request semantics to the storage and adds no rule but those between objects.
 */
public final class ObjectService {
  private final Registry registry;
  private final ObjectImage image;
  private final WriteQueue queue;
  private final Lists lists;
  private final Supplier<Moment> moments;

  public ObjectService(
      Registry registry, ObjectImage image, WriteQueue queue, Supplier<Moment> moments) {
    this.registry = registry;
    this.image = image;
    this.queue = queue;
    this.moments = moments;
    this.lists = new Lists(image);
  }

  /** One chunk of a list; {@code next} is the continue token, empty at the end. */
  public record Chunk(long version, List<Entry> entries, String next, long remaining) {}

  public ObjectImage image() {
    return image;
  }

  public Registry registry() {
    return registry;
  }

  /**
   * @throws ApiException 404
   */
  public Entry get(ResourceType type, String namespace, String name) {
    Entry entry = image.get(address(type, namespace, name));
    if (entry == null) {
      throw ApiException.notFound(type.subject(name));
    }
    return entry;
  }

  /** The objects of a selection as they are now. */
  public Chunk list(Selection selection) {
    return lists.now(selection, 0);
  }

  public Lists lists() {
    return lists;
  }

  /** Creates what the semantics make of the moment. */
  public CompletableFuture<Outcome> create(
      ResourceType type, String namespace, boolean dryRun, Function<Moment, Outcome> semantics) {
    return queue.write(
        view -> {
          requireStorable(type, dryRun);
          Outcome outcome = semantics.apply(moments.get());
          requireNamespace(view, type, namespace, Metadata.name(outcome.object()));
          return keep(view, type, namespace, outcome, dryRun);
        });
  }

  /** Decides on the live object in its served form. */
  public interface Change {
    Outcome decide(ObjectNode live, Moment moment);
  }

  /** Changes an object that must exist. */
  public CompletableFuture<Outcome> change(
      ResourceType type, String namespace, String name, boolean dryRun, Change change) {
    return queue.write(
        view -> {
          Entry live = view.get(address(type, namespace, name));
          if (live == null) {
            throw ApiException.notFound(type.subject(name));
          }
          Outcome outcome = change.decide(served(type, live), moments.get());
          return keep(view, type, namespace, outcome, dryRun);
        });
  }

  /** Changes an object or, when there is none ({@code live} is null), creates it. */
  public CompletableFuture<Outcome> changeOrCreate(
      ResourceType type, String namespace, String name, boolean dryRun, Change change) {
    return queue.write(
        view -> {
          Entry live = view.get(address(type, namespace, name));
          if (live == null) {
            requireNamespace(view, type, namespace, name);
            requireStorable(type, dryRun);
          }
          ObjectNode object = live == null ? null : served(type, live);
          Outcome outcome = change.decide(object, moments.get());
          return keep(view, type, namespace, outcome, dryRun);
        });
  }

  public CompletableFuture<Outcome> delete(
      ResourceType type, String namespace, String name, boolean dryRun, Deletion.Options options) {
    if (type.origin() == Origin.FIXED) {
      throw ApiException.methodNotAllowed();
    }
    return change(
        type,
        namespace,
        name,
        dryRun,
        (live, moment) -> Deletion.delete(type, live, options, moment));
  }

  /**
   * A change the server makes itself, in the stored form; nothing happens when the object is gone
   * or stays as it is. One that was only held by what this takes away goes.
   */
  public CompletableFuture<Void> modify(
      Entry.Address address, Function<ObjectNode, ObjectNode> change) {
    return queue.write(
        view -> {
          Entry live = view.get(address);
          if (live != null) {
            ObjectNode changed = change.apply(live.object().deepCopy());
            if (Deletion.isComplete(changed)) {
              view.change(address, null);
            } else if (!changed.equals(live.object())) {
              store(view, address, changed);
            }
          }
          return null;
        });
  }

  /** A removal by the server itself, whatever holds the object, if it is still that version. */
  public CompletableFuture<Void> remove(Entry entry) {
    return queue.write(
        view -> {
          Entry live = view.get(entry.address());
          if (live != null && live.version() == entry.version()) {
            view.change(entry.address(), null);
          }
          return null;
        });
  }

  /** Creates an object of the server's own, unless it exists. */
  public CompletableFuture<Void> ensure(Entry.Address address, Function<Moment, ObjectNode> make) {
    return queue.write(
        view -> {
          if (view.get(address) == null) {
            store(view, address, make.apply(moments.get()));
          }
          return null;
        });
  }

  public static Entry.Address address(ResourceType type, String namespace, String name) {
    return new Entry.Address(type.storedAs(), namespace, name);
  }

  public static ObjectNode served(ResourceType type, Entry entry) {
    return type.conversion().toServed(entry.object());
  }

  private void requireNamespace(
      WriteQueue.View view, ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    ResourceType namespaces = registry.namespaces();
    Entry entry = view.get(address(namespaces, "", namespace));
    if (entry == null) {
      throw ApiException.notFound(namespaces.subject(namespace));
    }
    if (Metadata.isBeingDeleted(entry.object())) {
      throw ApiException.terminating(type.subject(name), namespace);
    }
  }

  private static void requireStorable(ResourceType type, boolean dryRun) {
    if (type.origin() == Origin.FIXED && !dryRun) {
      throw ApiException.forbidden(
          type.subject(""),
          "this API serves the definitions it was started with; others cannot be added");
    }
  }

  private static Outcome keep(
      WriteQueue.View view, ResourceType type, String namespace, Outcome outcome, boolean dryRun) {
    Entry.Address address = address(type, namespace, Metadata.name(outcome.object()));
    Entry live = view.get(address);
    if (outcome.effect() == Outcome.Effect.CREATED && live != null) {
      throw Metadata.isBeingDeleted(live.object())
          ? ApiException.beingDeleted(type.subject(address.name()))
          : ApiException.alreadyExists(type.subject(address.name()));
    }
    if (dryRun || type.origin() == Origin.FIXED) {
      return outcome;
    }
    return switch (outcome.effect()) {
      case UNCHANGED -> outcome;
      case CREATED, UPDATED -> {
        ObjectNode stored = type.conversion().toStored(outcome.object()).deepCopy();
        Entry entry = store(view, address, stored);
        yield new Outcome(outcome.effect(), served(type, entry), outcome.warnings());
      }
      case REMOVED -> {
        view.change(address, null);
        yield outcome;
      }
    };
  }

  private static Entry store(WriteQueue.View view, Entry.Address address, ObjectNode object) {
    long version = view.nextVersion();
    Metadata.put(object, "resourceVersion", Long.toString(version));
    Entry entry = Entry.of(address, version, object);
    view.change(address, entry);
    return entry;
  }
}
