package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Several servers are as one, also while the leader of Consul dies. */
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
  void theLeaderOfConsulDiesUnderLoad() throws Exception {
    // Not the Consul of the leading server: that one would have to die with it.
    var leader = consul.leader();
    whatIsAcknowledgedStays("Consul leader killed", leader::kill);
  }
}
