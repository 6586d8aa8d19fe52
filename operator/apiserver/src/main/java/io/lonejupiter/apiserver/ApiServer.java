package io.lonejupiter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.background.DefinitionKeeper;
import io.lonejupiter.apiserver.background.GarbageCollector;
import io.lonejupiter.apiserver.http.HttpApi;
import io.lonejupiter.apiserver.request.Moment;
import io.lonejupiter.apiserver.request.Requests;
import io.lonejupiter.apiserver.security.BearerToken;
import io.lonejupiter.apiserver.security.Certificates;
import io.lonejupiter.apiserver.security.Kubeconfig;
import io.lonejupiter.apiserver.service.InitialObjects;
import io.lonejupiter.apiserver.service.Kinds;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.storage.ObjectImage;
import io.lonejupiter.apiserver.storage.WriteQueue;
import io.lonejupiter.core.store.ObjectStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The running API server: wires the parts, owns their lives and nothing else. Only the process that
 * leads may start one, as it is the only writer of the store.
 */
public final class ApiServer implements AutoCloseable {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX_LENGTH = 5;
  private static final long STOP_SECONDS = 10;

  /** Requests and watches on one HTTP/2 connection; some clients fail beyond it. */
  private static final long MAX_STREAMS = 1000;

  private final Vertx vertx;
  private final WriteQueue queue;
  private final DefinitionKeeper keeper;
  private final GarbageCollector collector;
  private final HttpServer http;
  private final String url;

  private ApiServer(
      Vertx vertx,
      WriteQueue queue,
      DefinitionKeeper keeper,
      GarbageCollector collector,
      HttpServer http,
      String url) {
    this.vertx = vertx;
    this.queue = queue;
    this.keeper = keeper;
    this.collector = collector;
    this.http = http;
    this.url = url;
  }

  /**
   * Loads the store, makes certificates and token when missing, and answers once it serves.
   *
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
      List<JsonNode> definitions,
      Admission admission,
      Runnable onLeadLost)
      throws IOException {
    Clock clock = Clock.systemUTC();
    Certificates certificates =
        Certificates.in(settings.directory(), settings.names(), clock.instant());
    BearerToken token = BearerToken.in(settings.directory().resolve("token"));
    ObjectImage image = new ObjectImage(settings.historySize());
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
    DefinitionKeeper keeper = null;
    FileSystemOptions noCache =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setFileSystemOptions(noCache));
    try {
      InitialObjects.put(objects, requests.settling(), definitions);
      keeper = new DefinitionKeeper(objects, clock);
      collector = new GarbageCollector(objects, clock);
      HttpApi api =
          new HttpApi(vertx, objects, requests, token, settings.maxBodyBytes(), clock, version());
      HttpServer http =
          await(
              vertx
                  .createHttpServer(options(settings, certificates))
                  .requestHandler(api::handle)
                  .listen());
      String url =
          settings.advertisedUrl().isEmpty()
              ? "https://" + settings.bindAddress() + ":" + http.actualPort()
              : settings.advertisedUrl();
      if (settings.kubeconfig() != null) {
        String ca = Files.readString(certificates.caCertificate());
        Kubeconfig.write(settings.kubeconfig(), url, ca, token);
      }
      return new ApiServer(vertx, queue, keeper, collector, http, url);
    } catch (IOException | RuntimeException e) {
      if (keeper != null) {
        keeper.close();
      }
      if (collector != null) {
        collector.close();
      }
      queue.close();
      vertx.close();
      throw e;
    }
  }

  private static HttpServerOptions options(ApiServerSettings settings, Certificates certificates) {
    return new HttpServerOptions()
        .setHost(settings.bindAddress())
        .setPort(settings.port())
        .setSsl(true)
        .setUseAlpn(true)
        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS))
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(certificates.serverCertificate().toString())
                .setKeyPath(certificates.serverKey().toString()));
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
    }
  }
}
