package io.lonejupiter.cli.system;

import io.lonejupiter.cli.state.Port;
import io.lonejupiter.cli.state.SystemPlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the parts whether they answer. */
final class Endpoints {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final SystemPlan plan;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  Endpoints(SystemPlan plan) {
    this.plan = plan;
  }

  /** What keeps the server from work; empty if nothing does. */
  String serverLacks() {
    var request =
        HttpRequest.newBuilder(URI.create(plan.serverUrl() + "/readyz")).timeout(LIMIT).build();
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? "" : "it says " + response.body().strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var stopped = new InterruptedIOException("interrupted while asking the server");
      stopped.initCause(e);
      throw new UncheckedIOException(stopped);
    } catch (IOException e) {
      return "no answer from " + plan.serverUrl();
    }
  }

  /** Whether HAProxy takes connections. */
  boolean routerListens() {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(SystemPlan.ADDRESS, plan.port(Port.ROUTER)),
          (int) LIMIT.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
