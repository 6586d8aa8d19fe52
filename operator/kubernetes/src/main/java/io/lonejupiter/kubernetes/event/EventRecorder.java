package io.lonejupiter.kubernetes.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.core.status.ReadyNews;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes events, so that {@code kubectl describe} tells what happened; one after the
 * other by a thread of its own, as nothing that is to be done may wait for news of it.
 */
public final class EventRecorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
  private static final int LONGEST_MESSAGE = 1024;
  private static final int MOST_WAITING = 2_000;
  private static final long LAST_WORDS_MILLIS = 1_000;

  private final KubernetesClient client;
  private final Clock clock;
  private final ExecutorService writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            var thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
          },
          (task, pool) -> log.debug("an event is left out: too many wait, or this ends"));

  public EventRecorder(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  public void normal(HasMetadata object, String reason, String message) {
    record(object, "Normal", reason, message);
  }

  /** Tells what became of its readiness, if that is worth telling. */
  public void tell(HasMetadata object, Optional<ReadyNews> news) {
    news.ifPresent(
        n -> record(object, n.warning() ? "Warning" : "Normal", n.reason(), n.message()));
  }

  private void record(HasMetadata object, String type, String reason, String message) {
    var meta = object.getMetadata();
    var namespace = meta.getNamespace() == null ? "default" : meta.getNamespace();
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(meta.getName() + ".")
            .withNamespace(namespace)
            .endMetadata()
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion(object.getApiVersion())
                    .withKind(object.getKind())
                    .withNamespace(meta.getNamespace())
                    .withName(meta.getName())
                    .withUid(meta.getUid())
                    .withResourceVersion(meta.getResourceVersion())
                    .build())
            .withType(type)
            .withReason(reason)
            .withMessage(shortened(message))
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource()
            .withComponent("lonejupiter")
            .endSource()
            .withReportingComponent("lonejupiter.io/operator")
            .build();
    writer.execute(() -> write(event));
  }

  private void write(Event event) {
    try {
      var namespace = event.getMetadata().getNamespace();
      client.v1().events().inNamespace(namespace).resource(event).create();
    } catch (RuntimeException e) {
      // An event is news, not state: the status says the same.
      var of = event.getInvolvedObject();
      log.debug("no event for {}/{}: {}", of.getKind(), of.getName(), e.getMessage());
    }
  }

  /** Leaves those that wait a moment to be written. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.shutdownNow();
  }

  private static String shortened(String message) {
    var text = message == null ? "" : message;
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE - 3) + "...";
  }
}
