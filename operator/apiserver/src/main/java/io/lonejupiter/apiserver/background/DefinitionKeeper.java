package io.lonejupiter.apiserver.background;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.definition.DefinitionStatus;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.Deletion;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Event;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps definitions going: names that become free are given to who waits for them, and the objects
 * of a definition that is being deleted are deleted before it.
 *
 * <ol>
 *   <li>A change of a definition, or of an object whose definition goes, is examined on one thread.
 *   <li>A definition that goes tells so, and its objects are deleted.
 *   <li>When no object is left, it loses its finalizer, and its names become free.
 *   <li>Once it is gone, the watches of its objects end.
 * </ol>
 */
public final class DefinitionKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DefinitionKeeper.class);
  private static final long RETRY_MILLIS = 1000;

  private final ObjectService objects;
  private final Clock clock;
  private final String collection;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "apiserver-definitions");
            thread.setDaemon(true);
            return thread;
          });
  private final Runnable unsubscribe;

  public DefinitionKeeper(ObjectService objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
    this.collection = objects.registry().definitions().storedAs();
    ObjectImage.Subscribed state =
        objects.image().subscribeWithState(collection, "", this::changed);
    this.unsubscribe = state.unsubscribe();
    worker.execute(() -> guarded(this::settle));
    state.listing().entries().forEach(each -> later(each.address().name()));
  }

  /** Called by the publisher, under its lock. */
  private void changed(Event event) {
    if (event.address().collection().equals(collection)) {
      if (event.after() == null) {
        worker.execute(() -> guarded(() -> gone(event.before())));
        worker.execute(() -> guarded(this::settle));
      } else {
        later(event.address().name());
      }
    } else if (event.after() == null) {
      objects
          .registry()
          .keptIn(event.address().collection())
          .filter(ResourceType::terminating)
          .ifPresent(type -> later(type.plural() + "." + type.group()));
    }
  }

  private void later(String name) {
    worker.execute(() -> guarded(() -> examine(name)));
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("a definition could not be looked after; the next change tries again", e);
    }
  }

  private void gone(Entry definition) {
    objects.image().finishWatches(Registry.read(definition.object()).stored().storedAs());
  }

  private void settle() {
    retrying(objects.settle(), this::settle);
  }

  private void examine(String name) {
    Registry registry = objects.registry();
    Entry entry = objects.image().get(ObjectService.address(registry.definitions(), "", name));
    if (entry == null || !DefinitionStatus.isCleaning(entry.object())) {
      return;
    }
    ResourceType type = Registry.read(entry.object()).stored();
    List<Entry> left =
        DefinitionStatus.isEstablished(entry.object())
            ? objects.image().list(type.storedAs(), "", "", 0).entries()
            : List.of();
    if (left.isEmpty()) {
      retrying(
          objects.modifyWhenEmpty(
              entry.address(), type.storedAs(), object -> cleaned(object, entry)),
          () -> later(name));
      return;
    }
    retrying(objects.modify(entry.address(), object -> cleaning(object, entry)), () -> later(name));
    for (Entry each : left) {
      if (!Metadata.isBeingDeleted(each.object())) {
        retrying(delete(type, each), () -> later(name));
      }
    }
  }

  private CompletableFuture<?> delete(ResourceType type, Entry entry) {
    return objects.delete(
        type,
        entry.address().namespace(),
        entry.address().name(),
        false,
        Deletion.Options.of(Deletion.BACKGROUND, Metadata.uid(entry.object())));
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ObjectNode cleaning(ObjectNode definition, Entry seen) {
    if (isSame(definition, seen)) {
      DefinitionStatus.cleaning(definition, now());
    }
    return definition;
  }

  private ObjectNode cleaned(ObjectNode definition, Entry seen) {
    if (isSame(definition, seen)) {
      DefinitionStatus.cleaned(definition, now());
    }
    return definition;
  }

  private static boolean isSame(ObjectNode definition, Entry seen) {
    return Metadata.uid(definition).equals(Metadata.uid(seen.object()))
        && DefinitionStatus.isCleaning(definition);
  }

  /** What is gone or was replaced needs no retry; what could not be written does. */
  private void retrying(CompletableFuture<?> write, Runnable again) {
    write.whenComplete(
        (ignored, failure) -> {
          Throwable cause = failure == null ? null : WriteQueue.cause(failure);
          if (cause instanceof ApiException e && e.code() == 503 && !worker.isShutdown()) {
            worker.schedule(() -> guarded(again), RETRY_MILLIS, TimeUnit.MILLISECONDS);
          } else if (cause != null
              && !(cause instanceof ApiException e && (e.code() == 404 || e.code() == 409))) {
            LOG.warn("a definition could not be looked after: {}", cause.getMessage());
          }
        });
  }

  @Override
  public void close() {
    unsubscribe.run();
    worker.shutdownNow();
  }
}
