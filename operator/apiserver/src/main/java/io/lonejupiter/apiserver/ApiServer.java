package io.lonejupiter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.audit.AuditLog;
import io.lonejupiter.apiserver.background.DefinitionKeeper;
import io.lonejupiter.apiserver.background.GarbageCollector;
import io.lonejupiter.apiserver.http.HttpApi;
import io.lonejupiter.apiserver.limit.InFlight;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.security.AccessFiles;
import io.lonejupiter.apiserver.service.InitialObjects;
import io.lonejupiter.apiserver.service.Kinds;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.storage.Derivation;
import io.lonejupiter.apiserver.storage.Derivations;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import io.lonejupiter.core.store.ObjectStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/**
 * The running API server: wires the parts, owns their lives and nothing else. Only the process that
 * leads may start one, as it is the only writer of the store.
 */
public final class ApiServer implements AutoCloseable {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;

  private final ApiListener listener;
  private final boolean ownsListener;
  private final WriteQueue queue;
  private final DefinitionKeeper keeper;
  private final GarbageCollector collector;
  private final AuditLog audit;

  private ApiServer(
      ApiListener listener,
      boolean ownsListener,
      WriteQueue queue,
      DefinitionKeeper keeper,
      GarbageCollector collector,
      AuditLog audit) {
    this.listener = listener;
    this.ownsListener = ownsListener;
    this.queue = queue;
    this.keeper = keeper;
    this.collector = collector;
    this.audit = audit;
  }

  /**
   * Starts the only server of a cluster, whose only user is the admin. Its secrets are in the
   * directory of the settings.
   *
   * @see #lead
   */
  public static ApiServer start(
      ApiServerSettings settings,
      ObjectStore store,
      List<JsonNode> definitions,
      Admission admission,
      Runnable onLeadLost)
      throws IOException {
    AccessSource onlyAdmin =
        new AccessFiles(settings.directory()).onlyAdmin(Clock.systemUTC().instant());
    return start(settings, store, onlyAdmin, definitions, null, admission, onLeadLost);
  }

  /**
   * Starts the only server of a cluster, with a listener of its own.
   *
   * @param access secrets and credentials of the cluster
   * @param pods null for none
   * @see #lead
   */
  public static ApiServer start(
      ApiServerSettings settings,
      ObjectStore store,
      AccessSource access,
      List<JsonNode> definitions,
      PodSource pods,
      Admission admission,
      Runnable onLeadLost)
      throws IOException {
    ApiListener listener = ApiListener.listen(settings, access);
    try {
      return lead(listener, true, settings, store, definitions, pods, admission, onLeadLost);
    } catch (RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Loads the store and lets the listener answer from it.
   *
   * @param definitions the CustomResourceDefinitions to serve
   * @param pods null for none
   * @param onLeadLost called once, on a thread of this server, when a commit finds that another
   *     process leads; this server then refuses writes and should be closed
   * @throws IllegalArgumentException a definition cannot be served
   * @throws ObjectStore.StoreUnavailableException the store cannot be read
   */
  public static ApiServer lead(
      ApiListener listener,
      ApiServerSettings settings,
      ObjectStore store,
      List<JsonNode> definitions,
      PodSource pods,
      Admission admission,
      Runnable onLeadLost) {
    return lead(listener, false, settings, store, definitions, pods, admission, onLeadLost);
  }

  private static ApiServer lead(
      ApiListener listener,
      boolean ownsListener,
      ApiServerSettings settings,
      ObjectStore store,
      List<JsonNode> definitions,
      PodSource pods,
      Admission admission,
      Runnable onLeadLost) {
    Clock clock = Clock.systemUTC();
    ObjectImage image = new ObjectImage(settings.historySize(), derivations(pods));
    WriteQueue queue = new WriteQueue(store, image, onLeadLost);
    SecureRandom random = new SecureRandom();
    Requests requests = Requests.with(admission);
    ObjectService objects =
        new ObjectService(
            Kinds.of(image),
            image,
            queue,
            requests.settling(),
            () ->
                new Moment(
                    clock.instant(), () -> UUID.randomUUID().toString(), () -> suffix(random)));
    AuditLog audit = new AuditLog(settings.audit());
    DefinitionKeeper keeper = null;
    GarbageCollector collector = null;
    try {
      InitialObjects.put(objects, requests.settling(), definitions);
      keeper = new DefinitionKeeper(objects, clock);
      collector = new GarbageCollector(objects, clock);
      HttpApi api =
          new HttpApi(
              listener.vertx(),
              objects,
              pods,
              requests,
              new HttpApi.Guards(
                  store,
                  listener.gate(),
                  listener.connections(),
                  new InFlight(settings.limits()),
                  audit,
                  settings.limits(),
                  settings.maxBodyBytes()),
              clock,
              version());
      listener.serve(api::handle);
      prepare(requests, objects);
      return new ApiServer(listener, ownsListener, queue, keeper, collector, audit);
    } catch (RuntimeException e) {
      if (keeper != null) {
        keeper.close();
      }
      if (collector != null) {
        collector.close();
      }
      queue.close();
      audit.close();
      throw e;
    }
  }

  /** The first write of a kind need not wait then; one that comes before compiles for itself. */
  private static void prepare(Requests requests, ObjectService objects) {
    Thread thread =
        new Thread(
            () -> objects.registry().types().forEach(requests.preparation()::prepare),
            "apiserver-preparation");
    thread.setDaemon(true);
    thread.start();
  }

  private static Derivations derivations(PodSource pods) {
    return pods == null
        ? Derivations.NONE
        : new Derivations(List.of(new Derivation(pods.collection(), "core/pods", pods::pod)));
  }

  private static String suffix(SecureRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      text.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return text.toString();
  }

  private static String version() {
    String version = ApiServer.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** As written into the kubeconfig. */
  public String url() {
    return listener.url();
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  /** Ends its own listener, then the writer; waits until all of it has stopped. */
  @Override
  public void close() throws IOException {
    keeper.close();
    collector.close();
    try {
      if (ownsListener) {
        listener.close();
      }
    } finally {
      queue.close();
      audit.close();
    }
  }
}
