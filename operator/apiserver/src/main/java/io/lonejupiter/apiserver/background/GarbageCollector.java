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
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what nothing holds any more: dependents whose owners are all gone, the contents of
 * namespaces that are being deleted, events that are old. Works from the changes, on one thread of
 * its own, so that an idle server does nothing; a write that fails is tried again later.
 */
public final class GarbageCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
  private static final Duration EVENT_LIFE = Duration.ofHours(1);
  private static final long RETRY_MILLIS = 1000;

  private final ObjectService objects;
  private final Map<String, ResourceType> types = new HashMap<>();
  private final Clock clock;
  private final Set<String> alive = new HashSet<>();
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
    objects.registry().stored().forEach(type -> types.put(type.storedAs(), type));
    List<Entry> present = objects.image().all();
    long version = objects.image().version();
    present.forEach(this::learn);
    this.unsubscribe =
        objects
            .image()
            .subscribe(version, event -> worker.execute(() -> guarded(() -> changed(event))));
    worker.execute(() -> guarded(() -> present.forEach(this::examine)));
    worker.scheduleAtFixedRate(() -> guarded(this::dropOldEvents), 1, 1, TimeUnit.MINUTES);
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("garbage collection went wrong; it goes on with the next change", e);
    }
  }

  private void changed(Event event) {
    if (!types.containsKey(event.address().collection())) {
      // Computed from another object, it goes with that one.
      return;
    }
    if (event.before() != null) {
      for (String owner : OwnerReferences.uids(event.before().object())) {
        dependents.getOrDefault(owner, new HashSet<>()).remove(event.address());
      }
    }
    if (event.after() != null) {
      learn(event.after());
      examine(event.after());
      return;
    }
    String uid = Metadata.uid(event.before().object());
    alive.remove(uid);
    Set<Entry.Address> orphans = dependents.remove(uid);
    if (orphans != null) {
      orphans.forEach(this::examineAt);
    }
    if (!event.address().namespace().isEmpty()) {
      examineAt(ObjectService.address(namespaces(), "", event.address().namespace()));
    }
  }

  private ResourceType namespaces() {
    return objects.registry().namespaces();
  }

  private void learn(Entry entry) {
    alive.add(Metadata.uid(entry.object()));
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

  private void examine(Entry entry) {
    ObjectNode object = entry.object();
    JsonNode owners = object.path("metadata").path("ownerReferences");
    if (!owners.isEmpty()
        && StreamSupport.stream(owners.spliterator(), false).noneMatch(this::mayLive)) {
      delete(entry);
    }
    if (entry.address().collection().equals(namespaces().storedAs())
        && Metadata.isBeingDeleted(object)) {
      empty(entry);
    }
  }

  /** Owners of kinds this server does not know are nobody's business here. */
  private boolean mayLive(JsonNode owner) {
    String apiVersion = owner.path("apiVersion").asText("");
    String kind = owner.path("kind").asText("");
    boolean known =
        objects.registry().types().stream()
            .anyMatch(type -> type.apiVersion().equals(apiVersion) && type.kind().equals(kind));
    return !known || alive.contains(owner.path("uid").asText(""));
  }

  private void empty(Entry namespace) {
    String name = namespace.address().name();
    boolean empty = true;
    for (ResourceType type : objects.registry().stored()) {
      if (type.namespaced()) {
        for (Entry entry : objects.image().list(type.storedAs(), name, "", 0).entries()) {
          empty = false;
          delete(entry);
        }
      }
    }
    Entry.Address at = namespace.address();
    if (empty && !namespace.object().path("spec").path("finalizers").isEmpty()) {
      retrying(at, objects.modify(at, GarbageCollector::withoutKubernetesFinalizer));
    } else if (empty) {
      retrying(at, objects.removeIf(at, GarbageCollector::holdsNothing));
    }
  }

  private static ObjectNode withoutKubernetesFinalizer(ObjectNode namespace) {
    if (namespace.path("spec").path("finalizers") instanceof ArrayNode finalizers) {
      finalizers.removeAll();
    }
    return namespace;
  }

  private static boolean holdsNothing(ObjectNode namespace) {
    return Metadata.isBeingDeleted(namespace)
        && Metadata.finalizers(namespace).isEmpty()
        && namespace.path("spec").path("finalizers").isEmpty();
  }

  private void delete(Entry entry) {
    if (Metadata.isBeingDeleted(entry.object())) {
      return;
    }
    Entry.Address at = entry.address();
    ResourceType type = types.get(at.collection());
    Deletion.Options options = new Deletion.Options("Background", Metadata.uid(entry.object()), "");
    retrying(at, objects.delete(type, at.namespace(), at.name(), false, options));
  }

  /** What is gone or was replaced needs no retry; what could not be written does. */
  private void retrying(Entry.Address address, CompletableFuture<?> write) {
    write.whenComplete(
        (ignored, failure) -> {
          Throwable cause = failure == null ? null : WriteQueue.cause(failure);
          if (cause instanceof ApiException e && e.code() == 503 && !worker.isShutdown()) {
            worker.schedule(
                () -> guarded(() -> examineAt(address)), RETRY_MILLIS, TimeUnit.MILLISECONDS);
          } else if (cause != null
              && !(cause instanceof ApiException e && (e.code() == 404 || e.code() == 409))) {
            LOG.warn("could not collect {}: {}", address.key(), cause.getMessage());
          }
        });
  }

  private void dropOldEvents() {
    Instant oldest = clock.instant().minus(EVENT_LIFE);
    ObjectImage.Listing events = objects.image().list("core/events", "", "", 0);
    for (Entry event : events.entries()) {
      if (lastSeen(event).isBefore(oldest)) {
        objects.remove(event);
      }
    }
  }

  private static Instant lastSeen(Entry event) {
    String seen = event.object().path("lastTimestamp").asText("");
    String created = Metadata.text(event.object(), "creationTimestamp");
    String time = seen.isEmpty() || seen.equals("null") ? created : seen;
    return OffsetDateTime.parse(time).toInstant();
  }

  @Override
  public void close() {
    unsubscribe.run();
    worker.shutdownNow();
  }
}
