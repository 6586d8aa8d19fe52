package io.lonejupiter.apiserver;

import io.lonejupiter.apiserver.access.AccessSource;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.http.Connections;
import io.lonejupiter.apiserver.http.FollowerApi;
import io.lonejupiter.apiserver.http.Gate;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.apiserver.security.CertificateAuthority;
import io.lonejupiter.apiserver.security.ClientCertificates;
import io.lonejupiter.apiserver.security.Kubeconfig;
import io.lonejupiter.apiserver.security.ServerCertificate;
import io.lonejupiter.apiserver.security.ServerKeys;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients reach a server of the cluster, from its start to its end. Until this server leads,
 * it hands every request on to the one that does.
 */
public final class ApiListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiListener.class);
  private static final long STOP_SECONDS = 10;

  private final Vertx vertx;
  private final Gate gate;
  private final Connections connections;
  private final FollowerApi follower;
  private volatile Handler<HttpServerRequest> handler;
  private HttpServer http;
  private String url;

  private ApiListener(
      Vertx vertx,
      ApiServerSettings settings,
      AccessSource access,
      CertificateAuthority authority) {
    Clock clock = Clock.systemUTC();
    this.vertx = vertx;
    this.gate = new Gate(access, authority, clock);
    this.connections = new Connections(vertx, gate, settings.limits());
    this.follower = new FollowerApi(vertx, access.secrets(), gate, connections, clock);
    this.handler = follower::handle;
    access.onChange(connections::breakOffWithdrawn);
  }

  /**
   * Makes the server's certificate when it is time, listens, and writes the kubeconfig.
   *
   * @param access secrets and credentials of the cluster
   * @throws IOException the port is taken, or files cannot be read or written
   */
  public static ApiListener listen(ApiServerSettings settings, AccessSource access)
      throws IOException {
    Clock clock = Clock.systemUTC();
    CertificateAuthority authority = authority(access.secrets());
    ServerCertificate certificate =
        new ServerCertificate(settings.directory(), authority, settings.names());
    certificate.renew(clock.instant());
    ServerKeys keys = new ServerKeys(certificate);
    FileSystemOptions noCache =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setFileSystemOptions(noCache));
    ApiListener listener = new ApiListener(vertx, settings, access, authority);
    try {
      listener.http =
          await(
              vertx
                  .createHttpServer(options(settings, authority, keys))
                  .connectionHandler(
                      connection -> {
                        poolBuffers(connection);
                        listener.connections.opened(connection);
                      })
                  .requestHandler(request -> listener.handler.handle(request))
                  .listen());
      renewInTime(vertx, settings, certificate, keys, clock);
      listener.url =
          settings.advertisedUrl().isEmpty()
              ? "https://" + settings.bindAddress() + ":" + listener.http.actualPort()
              : settings.advertisedUrl();
      listener.writeKubeconfig(settings, access.secrets());
      return listener;
    } catch (IOException | RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  private void writeKubeconfig(ApiServerSettings settings, ClusterSecrets secrets)
      throws IOException {
    if (settings.kubeconfig() != null) {
      Kubeconfig.write(
          settings.kubeconfig(),
          url,
          secrets.caCertificate(),
          "admin",
          "default",
          new Kubeconfig.Shown.Token(secrets.adminToken()));
    }
  }

  /** From now on that other server leads; empty: nobody does. */
  public void follow(Optional<URI> leader) {
    follower.follow(leader);
  }

  /** From now on this server leads and answers itself. */
  void serve(Handler<HttpServerRequest> api) {
    handler = api;
  }

  Vertx vertx() {
    return vertx;
  }

  Gate gate() {
    return gate;
  }

  Connections connections() {
    return connections;
  }

  /** As written into the kubeconfig. */
  public String url() {
    return url;
  }

  /** The port it listens on. */
  public int port() {
    return http.actualPort();
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
        .setSslEngineOptions(tls())
        .setUseAlpn(true)
        .setWebSocketSubProtocols(List.of("base64.binary.k8s.io"))
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

  /**
   * BoringSSL where its library can be loaded: it makes a third of the garbage of the JDK's TLS, so
   * that a thousand watches wait half as long for the last of them.
   */
  private static SSLEngineOptions tls() {
    if (OpenSSLEngineOptions.isAvailable()) {
      return new OpenSSLEngineOptions();
    }
    LOG.info(
        "TLS is the JDK's, as BoringSSL cannot be loaded: {}",
        OpenSsl.unavailabilityCause().getMessage());
    return new JdkSSLEngineOptions();
  }

  private static boolean renewed(ServerCertificate certificate, ServerKeys keys, Clock clock)
      throws IOException {
    boolean renewed = certificate.renew(clock.instant());
    if (renewed) {
      keys.use(certificate);
    }
    return renewed;
  }

  /**
   * TLS encrypts into a buffer; the JDK's into one of 16 KB, however little there is to say. Vert.x
   * would make one anew each time, so that a change for a hundred watches made two megabytes of
   * garbage.
   */
  private static void poolBuffers(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      base.channel().config().setAllocator(PooledByteBufAllocator.DEFAULT);
    }
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

  /** Ends connections and watches; waits until that is done. */
  @Override
  public void close() throws IOException {
    follower.close();
    await(vertx.close());
  }
}
