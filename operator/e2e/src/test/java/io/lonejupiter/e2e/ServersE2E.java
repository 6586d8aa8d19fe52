package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several servers are as one, also while the leader of Consul dies. */
@Tag("thorough")
class ServersE2E extends ThreeServers {
  @Test
  void everyServerAnswersEverything() throws Exception {
    for (String url : urls()) {
      var path = "/api/v1/namespaces/default/configmaps";
      var name = "by-" + url.substring(url.lastIndexOf(':') + 1);
      var body =
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}";
      var made = client.send(client.request(url, path), "POST", "application/json", body);
      assertThat(made.statusCode()).isEqualTo(201);
      for (String other : urls()) {
        assertThat(status(other, path + "/" + name)).isEqualTo(200);
      }
    }
  }

  @Test
  void watchesOverWebSocketGoThroughEveryServer() {
    for (String url : urls()) {
      var first = new CompletableFuture<String>();
      var socket =
          client
              .http()
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + client.token())
              .buildAsync(
                  URI.create(url.replace("https", "wss") + "/api/v1/namespaces?watch=true"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      first.complete(text.toString());
                      return null;
                    }
                  })
              .join();
      assertThat(first.orTimeout(10, TimeUnit.SECONDS).join()).contains("ADDED");
      socket.abort();
    }
  }

  @Test
  void theLeaderOfConsulDiesUnderLoad() throws Exception {
    var leader = consul.leader();
    whatIsAcknowledgedStays("Consul leader killed", leader::kill);
  }
}
