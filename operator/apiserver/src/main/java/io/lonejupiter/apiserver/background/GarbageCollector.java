package io.lonejupiter.apiserver.background;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Deletion;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.service.OwnerReferences;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Event;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what nothing holds any more: dependents whose owners are all gone, the contents of
 * namespaces that are being deleted, events that are old. It also takes off the finalizers that
 * stand for a deletion in the foreground and for orphaning, once they are fulfilled. Works from the
 * changes, on one thread of its own, so that an idle server does nothing; a write that fails is
 * tried again later.
 */
public final class GarbageCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final long RETRY_MILLIS = 1000;

  private final ObjectService objects;
  private final Clock clock;
  private final Map<String, Set<Entry.Address>> dependents = new HashMap<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "apiserver-collector");
            thread.setDaemon(true);
            return thread;
          });
  private final Runnable unsubscribe;

  public GarbageCollector(ObjectService objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
    long version = objects.image().version();
    List<Entry> present = objects.image().all();
    worker.execute(() -> guarded(() -> begin(present)));
    this.unsubscribe =
        objects
            .image()
            .subscribe(version, event -> worker.execute(() -> guarded(() -> changed(event))));
    worker.scheduleAtFixedRate(() -> guarded(this::dropOldEvents), 1, 1, TimeUnit.MINUTES);
  }

  /** Most objects have no owners and stay: there is nothing to learn of them. */
  private void begin(List<Entry> present) {
    List<Entry> concerned =
        present.stream()
            .filter(e -> e.mentions("ownerReferences") || e.mentions("deletionTimestamp"))
            .toList();
    concerned.forEach(this::learn);
    concerned.forEach(this::examine);
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("garbage collection went wrong; it goes on with the next change", e);
    }
  }

  private void changed(Event event) {
    if (objects.image().computes(event.address().collection())) {
      // Computed from another object, it goes with that one.
      return;
    }
    if (event.before() != null) {
      for (String owner : OwnerReferences.uids(event.before().object())) {
        Set<Entry.Address> others = dependents.get(owner);
        if (others != null) {
          others.remove(event.address());
        }
      }
    }
    if (event.after() != null) {
      learn(event.after());
      examine(event.after());
    } else {
      examineDependents(event.before());
      dependents.remove(Metadata.uid(event.before().object()));
      if (!event.address().namespace().isEmpty()) {
        examineAt(ObjectService.address(namespaces(), "", event.address().namespace()));
      }
    }
    if (event.before() != null) {
      // It may have been the last that an owner waits for.
      owners(event.before()).forEach(this::examineAt);
    }
  }

  private ResourceType namespaces() {
    return objects.registry().namespaces();
  }

  private void learn(Entry entry) {
    for (String owner : OwnerReferences.uids(entry.object())) {
      dependents.computeIfAbsent(owner, ignored -> new LinkedHashSet<>()).add(entry.address());
    }
  }

  private void examineAt(Entry.Address address) {
    Entry entry = objects.image().get(address);
    if (entry != null) {
      examine(entry);
    }
  }

  private void examineDependents(Entry owner) {
    dependents(owner).forEach(this::examine);
  }

  private List<Entry> dependents(Entry owner) {
    return dependents.getOrDefault(Metadata.uid(owner.object()), Set.of()).stream()
        .map(objects.image()::get)
        .filter(Objects::nonNull)
        .toList();
  }

  private void examine(Entry entry) {
    ObjectNode object = entry.object();
    if (!Metadata.isBeingDeleted(object)) {
      examineOwners(entry);
      return;
    }
    List<String> finalizers = Metadata.finalizers(object);
    if (finalizers.contains(Deletion.WAITS)) {
      await(entry);
    } else if (finalizers.contains(Deletion.ORPHANS)) {
      orphan(entry);
    }
    if (entry.address().collection().equals(namespaces().storedAs())) {
      empty(entry);
    }
  }

  private List<Entry.Address> owners(Entry entry) {
    List<Entry.Address> owners = new ArrayList<>();
    for (JsonNode reference : entry.object().path("metadata").path("ownerReferences")) {
      typeOf(reference).map(type -> ownerAddress(entry, reference, type)).ifPresent(owners::add);
    }
    return owners;
  }

  private static Entry.Address ownerAddress(Entry entry, JsonNode reference, ResourceType type) {
    String namespace = type.namespaced() ? entry.address().namespace() : "";
    return ObjectService.address(type, namespace, reference.path("name").asText(""));
  }

  private Optional<ResourceType> typeOf(JsonNode reference) {
    String apiVersion = reference.path("apiVersion").asText("");
    String kind = reference.path("kind").asText("");
    return objects.registry().types().stream()
        .filter(type -> type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
        .findFirst();
  }

  /** How an owner stands to the life of its dependents. */
  private enum Hold {
    KEEPS,
    GONE,
    WAITS
  }

  /** Owners of kinds this server does not know, or cannot look up, are nobody's business here. */
  private Hold hold(Entry entry, JsonNode reference) {
    Optional<ResourceType> type = typeOf(reference);
    if (type.isEmpty() || type.get().namespaced() && entry.address().namespace().isEmpty()) {
      return Hold.KEEPS;
    }
    Entry owner = objects.image().get(ownerAddress(entry, reference, type.get()));
    if (owner == null || !Metadata.uid(owner.object()).equals(reference.path("uid").asText(""))) {
      return Hold.GONE;
    }
    boolean waits =
        Metadata.isBeingDeleted(owner.object())
            && Metadata.finalizers(owner.object()).contains(Deletion.WAITS);
    return waits ? Hold.WAITS : Hold.KEEPS;
  }

  private void examineOwners(Entry entry) {
    Set<Hold> holds = EnumSet.noneOf(Hold.class);
    List<String> ended = new ArrayList<>();
    for (JsonNode reference : entry.object().path("metadata").path("ownerReferences")) {
      Hold hold = hold(entry, reference);
      holds.add(hold);
      if (hold != Hold.KEEPS) {
        ended.add(reference.path("uid").asText(""));
      }
    }
    if (ended.isEmpty()) {
      return;
    }
    if (holds.contains(Hold.KEEPS)) {
      change(entry, object -> without(object, ended));
    } else if (holds.contains(Hold.WAITS) && !dependents(entry).isEmpty()) {
      delete(entry, Deletion.FOREGROUND);
    } else {
      delete(entry, policyOf(entry));
    }
  }

  private static ObjectNode without(ObjectNode object, List<String> owners) {
    owners.forEach(owner -> OwnerReferences.without(object, owner));
    return object;
  }

  /** Finalizers set beforehand say what its own deletion is to be like. */
  private static String policyOf(Entry entry) {
    List<String> finalizers = Metadata.finalizers(entry.object());
    return finalizers.contains(Deletion.ORPHANS)
        ? Deletion.ORPHAN
        : finalizers.contains(Deletion.WAITS) ? Deletion.FOREGROUND : Deletion.BACKGROUND;
  }

  /** In the foreground: dependents first; those that do not block may follow later. */
  private void await(Entry owner) {
    String uid = Metadata.uid(owner.object());
    List<Entry> waitedFor = dependents(owner);
    if (waitedFor.stream().noneMatch(each -> OwnerReferences.blocks(each.object(), uid))) {
      change(owner, object -> withoutFinalizer(object, Deletion.WAITS));
      return;
    }
    for (Entry each : waitedFor) {
      if (isCircle(each, owner)) {
        change(each, object -> unblocked(object, uid));
      } else if (!Metadata.isBeingDeleted(each.object())) {
        examineOwners(each);
      }
    }
  }

  /** Two that wait for each other would wait for ever. */
  private boolean isCircle(Entry dependent, Entry owner) {
    String uid = Metadata.uid(dependent.object());
    return Metadata.isBeingDeleted(dependent.object())
        && Metadata.finalizers(dependent.object()).contains(Deletion.WAITS)
        && OwnerReferences.blocks(owner.object(), uid)
        && OwnerReferences.blocks(dependent.object(), Metadata.uid(owner.object()));
  }

  private static ObjectNode unblocked(ObjectNode object, String owner) {
    for (JsonNode each : object.path("metadata").path("ownerReferences")) {
      if (each instanceof ObjectNode reference && each.path("uid").asText("").equals(owner)) {
        reference.put("blockOwnerDeletion", false);
      }
    }
    return object;
  }

  /** The dependents forget their owner; only then it may go. */
  private void orphan(Entry owner) {
    String uid = Metadata.uid(owner.object());
    List<Entry> left = dependents(owner);
    if (left.isEmpty()) {
      change(owner, object -> withoutFinalizer(object, Deletion.ORPHANS));
    }
    left.forEach(each -> change(each, object -> OwnerReferences.without(object, uid)));
  }

  private static ObjectNode withoutFinalizer(ObjectNode object, String finalizer) {
    JsonNode finalizers = object.path("metadata").path("finalizers");
    for (int i = finalizers.size() - 1; i >= 0; i--) {
      if (finalizers.get(i).asText().equals(finalizer)) {
        ((ArrayNode) finalizers).remove(i);
      }
    }
    if (finalizers.isEmpty()) {
      Metadata.of(object).remove("finalizers");
    }
    return object;
  }

  private void change(Entry entry, UnaryOperator<ObjectNode> change) {
    String uid = Metadata.uid(entry.object());
    retrying(
        entry.address(),
        objects.modify(
            entry.address(),
            object -> Metadata.uid(object).equals(uid) ? change.apply(object) : object));
  }

  private void empty(Entry namespace) {
    List<NamespaceContent.Remaining> remaining = new ArrayList<>();
    String name = namespace.address().name();
    for (ResourceType type : objects.registry().stored()) {
      if (type.namespaced()) {
        for (Entry entry : objects.image().list(type.storedAs(), name, "", 0).entries()) {
          remaining.add(new NamespaceContent.Remaining(type, Metadata.finalizers(entry.object())));
          delete(entry, Deletion.BACKGROUND);
        }
      }
    }
    // What goes at once need not be told of.
    List<NamespaceContent.Remaining> held =
        remaining.stream().filter(each -> !each.finalizers().isEmpty()).toList();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    if (remaining.isEmpty()) {
      change(
          namespace,
          object -> withoutKubernetesFinalizer(NamespaceContent.report(object, held, now)));
    } else if (!held.isEmpty()) {
      change(namespace, object -> NamespaceContent.report(object, held, now));
    }
  }

  private static ObjectNode withoutKubernetesFinalizer(ObjectNode namespace) {
    if (namespace.path("spec").path("finalizers") instanceof ArrayNode finalizers) {
      for (int i = finalizers.size() - 1; i >= 0; i--) {
        if (finalizers.get(i).asText().equals("kubernetes")) {
          finalizers.remove(i);
        }
      }
    }
    return namespace;
  }

  private void delete(Entry entry, String policy) {
    if (Metadata.isBeingDeleted(entry.object())) {
      return;
    }
    Entry.Address at = entry.address();
    objects.registry().stored().stream()
        .filter(type -> type.storedAs().equals(at.collection()))
        .findFirst()
        .ifPresent(
            type ->
                retrying(
                    at,
                    objects.delete(
                        type,
                        at.namespace(),
                        at.name(),
                        false,
                        Deletion.Options.of(policy, Metadata.uid(entry.object())))));
  }

  /** What is gone or was replaced needs no retry; what could not be written does. */
  private void retrying(Entry.Address address, CompletableFuture<?> write) {
    write.whenComplete(
        (ignored, failure) -> {
          Throwable cause = failure == null ? null : WriteQueue.cause(failure);
          if (cause instanceof ApiException e
              && (e.code() == 503 || e.code() == 504)
              && !worker.isShutdown()) {
            worker.schedule(
                () -> guarded(() -> examineAt(address)), RETRY_MILLIS, TimeUnit.MILLISECONDS);
          } else if (cause != null
              && !(cause instanceof ApiException e && (e.code() == 404 || e.code() == 409))) {
            LOG.warn("could not collect {}: {}", address.key(), cause.getMessage());
          }
        });
  }

  private void dropOldEvents() {
    Instant now = clock.instant();
    ObjectImage.Listing events = objects.image().list("core/events", "", "", 0);
    for (Entry event : events.entries()) {
      if (EventLife.isOver(event.object(), now)) {
        objects.remove(event);
      }
    }
  }

  @Override
  public void close() {
    unsubscribe.run();
    worker.shutdownNow();
  }
}
