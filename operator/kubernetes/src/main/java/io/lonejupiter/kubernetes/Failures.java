package io.lonejupiter.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.store.ObjectStore.NotLeaderException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about a failed reconcile, in one place: a conflict goes again at once, what may pass
 * by itself a little later, and a bug is logged with its stack and tried again slowly. Bad input
 * never gets here: it is a status and waits for an edit.
 */
public final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private enum Kind {
    CONFLICT(Duration.ofMillis(20)),
    TRANSIENT(Duration.ofMillis(700)),
    BUG(Duration.ofSeconds(10));

    private final Duration pause;

    Kind(Duration pause) {
      this.pause = pause;
    }
  }

  private Failures() {}

  public static <P extends HasMetadata> ErrorStatusUpdateControl<P> handle(P object, Exception e) {
    var kind = kindOf(rootOf(e));
    var meta = object.getMetadata();
    var name = object.getKind() + " " + meta.getNamespace() + "/" + meta.getName();
    switch (kind) {
      case CONFLICT -> log.debug("{}: goes again: {}", name, e.getMessage());
      case TRANSIENT -> log.info("{}: tried again shortly: {}", name, e.getMessage());
      case BUG -> log.error("{}: could not be reconciled; tried again in 10 s", name, e);
    }
    var jitter = ThreadLocalRandom.current().nextLong(kind.pause.toMillis() / 2 + 1);
    return ErrorStatusUpdateControl.<P>noStatusUpdate()
        .rescheduleAfter(kind.pause.plusMillis(jitter))
        .withNoRetry();
  }

  private static Kind kindOf(Throwable e) {
    if (e instanceof UnavailableException || e instanceof NotLeaderException) {
      return Kind.TRANSIENT;
    }
    if (e instanceof KubernetesClientException api) {
      return switch (api.getCode()) {
        case 409 -> Kind.CONFLICT;
        case 403 -> isTerminating(api) ? Kind.TRANSIENT : Kind.BUG;
        case 400, 401, 415, 422 -> Kind.BUG;
        default -> Kind.TRANSIENT;
      };
    }
    return Kind.BUG;
  }

  /** The namespace is being deleted, and all in it with it. */
  private static boolean isTerminating(KubernetesClientException e) {
    return e.getMessage() != null && e.getMessage().contains("being terminated");
  }

  private static Throwable rootOf(Throwable e) {
    if (e instanceof KubernetesClientException || e.getCause() == null) {
      return e;
    }
    return rootOf(e.getCause());
  }
}
