package io.lonejupiter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.audit.AuditLog;
import io.lonejupiter.apiserver.background.DefinitionKeeper;
import io.lonejupiter.apiserver.background.GarbageCollector;
import io.lonejupiter.apiserver.http.Connections;
import io.lonejupiter.apiserver.http.Gate;
import io.lonejupiter.apiserver.http.HttpApi;
import io.lonejupiter.apiserver.limit.InFlight;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.security.AccessFiles;
import io.lonejupiter.apiserver.security.CertificateAuthority;
import io.lonejupiter.apiserver.security.ClientCertificates;
import io.lonejupiter.apiserver.security.Kubeconfig;
import io.lonejupiter.apiserver.security.ServerCertificate;
import io.lonejupiter.apiserver.security.ServerKeys;
import io.lonejupiter.apiserver.service.InitialObjects;
import io.lonejupiter.apiserver.service.Kinds;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.storage.Derivation;
import io.lonejupiter.apiserver.storage.Derivations;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import io.lonejupiter.core.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running API server: wires the parts, owns their lives and nothing else. Only the process that
 * leads may start one, as it is the only writer of the store.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;
  private static final long STOP_SECONDS = 10;

  private final Vertx vertx;
  private final WriteQueue queue;
  private final DefinitionKeeper keeper;
  private final GarbageCollector collector;
  private final AuditLog audit;
  private final HttpServer http;
  private final String url;

  private ApiServer(
      Vertx vertx,
      WriteQueue queue,
      DefinitionKeeper keeper,
      GarbageCollector collector,
      AuditLog audit,
      HttpServer http,
      String url) {
    this.vertx = vertx;
    this.queue = queue;
    this.keeper = keeper;
    this.collector = collector;
    this.audit = audit;
    this.http = http;
    this.url = url;
  }

  /**
   * Starts the only server of a cluster, whose only user is the admin. Its secrets are in the
   * directory of the settings.
   *
   * @see #start(ApiServerSettings, ObjectStore, AccessSource, List, Admission, Runnable)
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
    return start(settings, store, onlyAdmin, definitions, admission, onLeadLost);
  }

  /**
   * Loads the store, makes the server's certificate when it is time, and answers once it serves.
   *
   * @param access secrets and credentials of the cluster
   * @param definitions the CustomResourceDefinitions to serve
   * @param onLeadLost called once, on a thread of this server, when a commit finds that another
   *     process leads; this server then refuses writes and should be closed
   * @throws IOException the port is taken, or files cannot be read or written
   * @throws IllegalArgumentException a definition cannot be served
   * @throws ObjectStore.StoreUnavailableException the store cannot be read
   */
  public static ApiServer start(
      ApiServerSettings settings,
      ObjectStore store,
      AccessSource access,
      List<JsonNode> definitions,
      Admission admission,
      Runnable onLeadLost)
      throws IOException {
    return start(settings, store, access, definitions, null, admission, onLeadLost);
  }

  /**
   * The same, with pods.
   *
   * @param pods null for none
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
    Clock clock = Clock.systemUTC();
    CertificateAuthority authority = authority(access.secrets());
    ServerCertificate certificate =
        new ServerCertificate(settings.directory(), authority, settings.names());
    certificate.renew(clock.instant());
    ServerKeys keys = new ServerKeys(certificate);
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
    GarbageCollector collector = null;
    AuditLog audit = new AuditLog(settings.audit());
    DefinitionKeeper keeper = null;
    FileSystemOptions noCache =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setFileSystemOptions(noCache));
    try {
      InitialObjects.put(objects, requests.settling(), definitions);
      keeper = new DefinitionKeeper(objects, clock);
      collector = new GarbageCollector(objects, clock);
      Gate gate = new Gate(access, authority, clock);
      Connections connections = new Connections(vertx, gate, settings.limits());
      access.onChange(connections::breakOffWithdrawn);
      HttpApi api =
          new HttpApi(
              vertx,
              objects,
              pods,
              requests,
              new HttpApi.Guards(
                  gate,
                  connections,
                  new InFlight(settings.limits()),
                  audit,
                  settings.limits(),
                  settings.maxBodyBytes()),
              clock,
              version());
      HttpServer http =
          await(
              vertx
                  .createHttpServer(options(settings, authority, keys))
                  .connectionHandler(connections::opened)
                  .requestHandler(api::handle)
                  .listen());
      renewInTime(vertx, settings, certificate, keys, clock);
      String url =
          settings.advertisedUrl().isEmpty()
              ? "https://" + settings.bindAddress() + ":" + http.actualPort()
              : settings.advertisedUrl();
      if (settings.kubeconfig() != null) {
        ClusterSecrets secrets = access.secrets();
        Kubeconfig.write(
            settings.kubeconfig(),
            url,
            secrets.caCertificate(),
            "admin",
            "default",
            new Kubeconfig.Shown.Token(secrets.adminToken()));
      }
      return new ApiServer(vertx, queue, keeper, collector, audit, http, url);
    } catch (IOException | RuntimeException e) {
      if (keeper != null) {
        keeper.close();
      }
      if (collector != null) {
        collector.close();
      }
      queue.close();
      vertx.close();
      audit.close();
      throw e;
    }
  }

  private static Derivations derivations(PodSource pods) {
    return pods == null
        ? Derivations.NONE
        : new Derivations(List.of(new Derivation(pods.collection(), "core/pods", pods::pod)));
  }

  private static CertificateAuthority authority(ClusterSecrets secrets) throws IOException {
    try {
      return CertificateAuthority.of(secrets.caCertificate(), secrets.caKey());
    } catch (GeneralSecurityException e) {
      throw new IOException("the cluster's certificate authority: " + e.getMessage(), e);
    }
  }

  /** Connections that are open keep the certificate they have seen; new ones see the new one. */
  private static void renewInTime(
      Vertx vertx,
      ApiServerSettings settings,
      ServerCertificate certificate,
      ServerKeys keys,
      Clock clock) {
    vertx.setPeriodic(
        settings.certificateCheck().toMillis(),
        ignored ->
            vertx
                .executeBlocking(() -> renewed(certificate, keys, clock))
                .onSuccess(
                    renewed -> {
                      if (renewed) {
                        LOG.info("the server's certificate was renewed");
                      }
                    })
                .onFailure(e -> LOG.error("the server's certificate cannot be renewed", e)));
  }

  private static HttpServerOptions options(
      ApiServerSettings settings, CertificateAuthority authority, ServerKeys keys) {
    RequestLimits limits = settings.limits();
    return new HttpServerOptions()
        .setHost(settings.bindAddress())
        .setPort(settings.port())
        .setSsl(true)
        .setUseAlpn(true)
        .setClientAuth(ClientAuth.REQUEST)
        .setTrustOptions(TrustOptions.wrap(new ClientCertificates(authority.certificate())))
        .setMaxInitialLineLength(limits.maxUrlBytes())
        .setMaxHeaderSize(limits.maxHeaderBytes())
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(limits.maxStreamsPerConnection())
                .setMaxHeaderListSize(limits.maxHeaderBytes()))
        .setKeyCertOptions(KeyCertOptions.wrap(keys));
  }

  private static boolean renewed(ServerCertificate certificate, ServerKeys keys, Clock clock)
      throws IOException {
    boolean renewed = certificate.renew(clock.instant());
    if (renewed) {
      keys.use(certificate);
    }
    return renewed;
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

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + STOP_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** As written into the kubeconfig. */
  public String url() {
    return url;
  }

  /** The port it listens on. */
  public int port() {
    return http.actualPort();
  }

  /** Ends connections and watches, then the writer; waits until all of it has stopped. */
  @Override
  public void close() throws IOException {
    keeper.close();
    collector.close();
    try {
      await(vertx.close());
    } finally {
      queue.close();
      audit.close();
    }
  }
}
