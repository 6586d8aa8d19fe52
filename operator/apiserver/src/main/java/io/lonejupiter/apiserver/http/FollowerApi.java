package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.ClusterSecrets;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.proxy.LeaderProxy;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import io.lonejupiter.apiserver.status.ApiException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * The API of a server that does not lead: it finds out who asks and hands the request on to the
 * server that leads. A bearer token is handed on as it is. Whoever showed a certificate cannot show
 * it to the leader, so this server vouches: it makes the request as the admin and says, by
 * impersonation, for whom.
 */
public final class FollowerApi implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int HANDSHAKE_SECONDS = 3;

  /** Each watch takes a connection of its own. */
  private static final int MAX_CONNECTIONS = 20_000;

  private final Gate gate;
  private final Connections connections;
  private final String adminToken;
  private final Clock clock;
  private final LeaderProxy leader;

  public FollowerApi(
      Vertx vertx, ClusterSecrets secrets, Gate gate, Connections connections, Clock clock) {
    this.gate = gate;
    this.connections = connections;
    this.adminToken = secrets.adminToken();
    this.clock = clock;
    ApiException nobody = ApiException.unavailable("no server leads at the moment; try again");
    this.leader =
        new LeaderProxy(
            () -> client(vertx, secrets),
            new LeaderProxy.Unavailable(
                "application/json",
                new String(Json.bytes(nobody.toStatus()), StandardCharsets.UTF_8)));
  }

  private static HttpClient client(Vertx vertx, ClusterSecrets secrets) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_MILLIS)
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setMaxPoolSize(MAX_CONNECTIONS)
            .setSsl(true)
            .setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(secrets.caCertificate()))));
  }

  /** From now on that server leads; empty: nobody does. */
  public void follow(Optional<URI> server) {
    leader.follow(server);
  }

  /** Called on the event loop for each request. */
  public void handle(HttpServerRequest request) {
    Attributes attributes = Attributes.of(request.method().name(), request.path(), Map.of());
    Exchange exchange = new Exchange(request, attributes, clock.instant());
    connections.begun(exchange);
    HttpServerResponse response = request.response();
    response.endHandler(ignored -> exchange.finish());
    try {
      vouch(exchange);
      leader.handle(request);
    } catch (ApiException e) {
      response
          .setStatusCode(e.code())
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(Json.bytes(e.toStatus())));
    }
  }

  /**
   * @throws ApiException 401: what was shown is not good; 403: it may not be taken for another
   */
  private void vouch(Exchange exchange) {
    HttpServerRequest request = exchange.request;
    Identity identity =
        gate.identify(request.getHeader("Authorization"), HttpApi.certificate(request));
    if (identity instanceof Identity.Refused) {
      throw new ApiException(401, "Unauthorized", "Unauthorized", null);
    }
    if (!(identity instanceof Identity.Known known)) {
      return;
    }
    exchange.identity = known;
    if (known.kind() == Credential.Kind.CERTIFICATE) {
      User user = gate.impersonated(known.user(), request.headers()).orElse(known.user());
      for (String header : request.headers().names()) {
        if (header.regionMatches(true, 0, "Impersonate-", 0, "Impersonate-".length())) {
          request.headers().remove(header);
        }
      }
      request.headers().set("Authorization", "Bearer " + adminToken);
      request.headers().set("Impersonate-User", user.name());
      user.groups().forEach(group -> request.headers().add("Impersonate-Group", group));
    }
  }

  @Override
  public void close() {
    leader.close();
  }
}
