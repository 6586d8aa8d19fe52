package io.lonejupiter.apiserver.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.BodyRules;
import io.lonejupiter.apiserver.request.Deletion;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.request.Outcome;
import io.lonejupiter.apiserver.request.Settling;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Objects for everybody in this server: reads from the image, writes through the queue. It joins
 * the pure request semantics to the storage and adds no rule but those between objects.
 */
public final class ObjectService {
  private final Supplier<Registry> kinds;
  private final ObjectImage image;
  private final WriteQueue queue;
  private final Lists lists;
  private final Settling settling;
  private final Supplier<Moment> moments;

  public ObjectService(
      Supplier<Registry> kinds,
      ObjectImage image,
      WriteQueue queue,
      Settling settling,
      Supplier<Moment> moments) {
    this.kinds = kinds;
    this.image = image;
    this.queue = queue;
    this.settling = settling;
    this.moments = moments;
    this.lists = new Lists(image);
  }

  /** One chunk of a list; {@code next} is the continue token, empty at the end. */
  public record Chunk(long version, List<Entry> entries, String next, long remaining) {}

  public ObjectImage image() {
    return image;
  }

  /** The kinds as they are now. */
  public Registry registry() {
    return kinds.get();
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

  /**
   * Creates what the semantics make of the moment. May hold its thread for as long as that takes.
   */
  public CompletableFuture<Outcome> create(
      ResourceType type, String namespace, boolean dryRun, Function<Moment, Outcome> semantics) {
    return writeHere(
        type,
        view -> {
          Outcome outcome = semantics.apply(moments.get());
          requireStorable(view, type, Metadata.name(outcome.object()));
          requireNamespace(view, type, namespace, Metadata.name(outcome.object()));
          return keep(view, type, namespace, outcome, dryRun);
        });
  }

  /** Decides on the live object in its served form. */
  public interface Change {
    Outcome decide(ObjectNode live, Moment moment);
  }

  /** Changes an object that must exist. May hold its thread for as long as that takes. */
  public CompletableFuture<Outcome> change(
      ResourceType type, String namespace, String name, boolean dryRun, Change change) {
    return writeHere(type, changing(type, namespace, name, dryRun, change));
  }

  private Function<WriteQueue.View, Outcome> changing(
      ResourceType type, String namespace, String name, boolean dryRun, Change change) {
    return view -> {
      Entry live = view.get(address(type, namespace, name));
      if (live == null) {
        throw ApiException.notFound(type.subject(name));
      }
      Outcome outcome = change.decide(served(type, live), moments.get());
      return keep(view, type, namespace, outcome, dryRun);
    };
  }

  private CompletableFuture<Outcome> writeHere(
      ResourceType type, Function<WriteQueue.View, Outcome> decision) {
    return type.isDefinition() ? write(type, decision) : queue.writeHere(decision);
  }

  /** What is written of a definition shows in its status before the writer gets the answer. */
  private CompletableFuture<Outcome> write(
      ResourceType type, Function<WriteQueue.View, Outcome> decision) {
    CompletableFuture<Outcome> written = queue.write(decision);
    if (!type.isDefinition()) {
      return written;
    }
    // A status that could not be written is not the writer's failure; it is tried again later.
    CompletableFuture<Void> settled = settle().exceptionally(failure -> null);
    return written.thenCombine(settled, (outcome, ignored) -> outcome);
  }

  /** Gives names and sets conditions of all definitions. */
  public CompletableFuture<Void> settle() {
    return queue.write(
        view -> {
          ResourceType type = registry().definitions();
          List<ObjectNode> live = new ArrayList<>();
          view.list(type.storedAs()).forEach(entry -> live.add(served(type, entry)));
          List<ResourceType> builtIn = Registry.builtIn().types();
          for (Outcome outcome : settling.status(type, live, builtIn, moments.get())) {
            keep(view, type, "", outcome, false);
          }
          return null;
        });
  }

  /**
   * Changes an object or, when there is none ({@code live} is null), creates it. May hold its
   * thread for as long as that takes.
   */
  public CompletableFuture<Outcome> changeOrCreate(
      ResourceType type, String namespace, String name, boolean dryRun, Change change) {
    return writeHere(
        type,
        view -> {
          Entry live = view.get(address(type, namespace, name));
          if (live == null) {
            requireNamespace(view, type, namespace, name);
            requireStorable(view, type, name);
          }
          ObjectNode object = live == null ? null : served(type, live);
          Outcome outcome = change.decide(object, moments.get());
          return keep(view, type, namespace, outcome, dryRun);
        });
  }

  /** Holds nobody, so that many at once are written as one. */
  public CompletableFuture<Outcome> delete(
      ResourceType type, String namespace, String name, boolean dryRun, Deletion.Options options) {
    return write(
        type,
        changing(
            type,
            namespace,
            name,
            dryRun,
            (live, moment) -> Deletion.delete(type, live, options, moment)));
  }

  /**
   * A change the server makes itself, in the stored form; nothing happens when the object is gone
   * or stays as it is. One that was only held by what this takes away goes.
   */
  public CompletableFuture<Void> modify(
      Entry.Address address, Function<ObjectNode, ObjectNode> change) {
    return queue.write(
        view -> {
          modify(view, address, change);
          return null;
        });
  }

  private static void modify(
      WriteQueue.View view, Entry.Address address, Function<ObjectNode, ObjectNode> change) {
    Entry live = view.get(address);
    if (live != null) {
      ObjectNode changed = change.apply(live.object().deepCopy());
      if (Deletion.isComplete(changed)) {
        view.change(address, null);
      } else if (!changed.equals(live.object())) {
        store(view, address, changed, live.isUnread());
      }
    }
  }

  /** As {@link #modify}, but only while nothing is in a collection. */
  public CompletableFuture<Void> modifyWhenEmpty(
      Entry.Address address, String collection, Function<ObjectNode, ObjectNode> change) {
    return queue.write(
        view -> {
          if (view.list(collection).isEmpty()) {
            modify(view, address, change);
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
    ObjectNode served = type.conversion().toServed(entry.object());
    if (!entry.isUnread()) {
      return served;
    }
    ObjectNode read = served.deepCopy();
    BodyRules.read(type, read);
    return read;
  }

  private void requireNamespace(
      WriteQueue.View view, ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    ResourceType namespaces = registry().namespaces();
    Entry entry = view.get(address(namespaces, "", namespace));
    if (entry == null) {
      throw ApiException.notFound(namespaces.subject(namespace));
    }
    if (Metadata.isBeingDeleted(entry.object())) {
      throw ApiException.terminating(type.subject(name), namespace);
    }
  }

  /** Nothing new can be made of a kind whose definition goes or is gone. */
  private void requireStorable(WriteQueue.View view, ResourceType type, String object) {
    if (!type.isCustom()) {
      return;
    }
    String name = type.plural() + "." + type.group();
    Entry definition = view.get(address(registry().definitions(), "", name));
    if (definition == null || Metadata.isBeingDeleted(definition.object())) {
      throw ApiException.definitionTerminating(type.subject(object), "create");
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
    if (dryRun) {
      return outcome;
    }
    return switch (outcome.effect()) {
      case CREATED, UPDATED, UNCHANGED -> {
        ObjectNode written = outcome.written().orElse(outcome.object());
        ObjectNode stored = type.conversion().toStored(written).deepCopy();
        dropEmptyManagers(stored);
        boolean unread = outcome.written().isPresent();
        if (live != null && live.isUnread() == unread && live.object().equals(stored)) {
          yield outcome;
        }
        Entry entry = store(view, address, stored, unread);
        yield new Outcome(outcome.effect(), served(type, entry), outcome.warnings());
      }
      case REMOVED -> {
        view.change(address, null);
        ObjectNode gone = outcome.object().deepCopy();
        dropEmptyManagers(gone);
        yield new Outcome(outcome.effect(), gone, outcome.warnings());
      }
    };
  }

  /** Nobody manages anything: Kubernetes leaves the field out. */
  private static void dropEmptyManagers(ObjectNode object) {
    if (object.path("metadata").path("managedFields").isEmpty()) {
      Metadata.of(object).remove("managedFields");
    }
  }

  private static Entry store(WriteQueue.View view, Entry.Address address, ObjectNode object) {
    return store(view, address, object, false);
  }

  private static Entry store(
      WriteQueue.View view, Entry.Address address, ObjectNode object, boolean unread) {
    long version = view.nextVersion();
    Metadata.put(object, "resourceVersion", Long.toString(version));
    Entry entry =
        unread ? Entry.unread(address, version, object) : Entry.of(address, version, object);
    view.change(address, entry);
    return entry;
  }
}
