package io.lonejupiter.e2e.chart;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;

/** TLS in front of a plain port, with a certificate that nobody trusts who was not told to. */
final class TlsFront implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
  private final NetServer server;

  private TlsFront(URI behind) {
    var options =
        new NetServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions());
    server = vertx.createNetServer(options);
    server.connectHandler(socket -> pipe(socket, behind));
    join(server.listen(0, "127.0.0.1"));
  }

  static TlsFront before(String url) {
    return new TlsFront(URI.create(url));
  }

  private void pipe(NetSocket socket, URI behind) {
    socket.pause();
    vertx
        .createNetClient()
        .connect(behind.getPort(), behind.getHost())
        .onFailure(e -> socket.close())
        .onSuccess(
            onward -> {
              socket.pipeTo(onward);
              onward.pipeTo(socket);
            });
  }

  String url() {
    return "https://localhost:" + server.actualPort();
  }

  /** The certificate that signs the server's: its own. */
  Path caFile() {
    return Path.of(certificate.certificatePath());
  }

  @Override
  public void close() {
    join(vertx.close());
    certificate.delete();
  }

  private static void join(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().join();
  }
}
