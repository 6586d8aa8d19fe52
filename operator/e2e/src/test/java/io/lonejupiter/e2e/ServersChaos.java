package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.Writers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The leading server dies, or hangs and comes back. Slow, since a new leader must wait until the
 * session of the one before has ended: {@code mvn -pl operator/e2e -am verify -Dtest=NONE
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test='*Chaos'}.
 */
class ServersChaos extends ThreeServers {
  @Test
  void theLeaderDiesUnderLoad() throws Exception {
    whatIsAcknowledgedStays("server leader killed", servers.get(0)::kill);
    servers.get(0).start();
    servers.get(0).awaitReady();
    assertThat(status(servers.get(0).apiUrl(), "/api/v1/namespaces/default")).isEqualTo(200);
  }

  @Test
  void aLeaderThatIsCutOffFromConsulAnswersNothingOfThePast() throws Exception {
    var old = servers.get(0);
    whatIsAcknowledgedStays("Consul of the server leader killed", home(old)::kill);
    assertThat(status(old.apiUrl(), "/api/v1/namespaces/default")).isEqualTo(503);
    home(old).restart();
    // It learns that another leads, and ends; who supervises it starts it again.
    await().atMost(Duration.ofSeconds(60)).until(() -> !old.isAlive());
    old.start();
    old.awaitReady();
    assertThat(status(old.apiUrl(), "/api/v1/namespaces/default")).isEqualTo(200);
  }

  @Test
  void aLeaderThatComesBackLateChangesNothing() throws Exception {
    var old = servers.get(0);
    try (var writers = new Writers(client, urls(), WRITERS)) {
      writers.awaitWrites(200);
      old.signal("STOP");
      awaitAnotherLeader(writers);
      old.signal("CONT");
      // It may not yet know; what it acknowledges must be true all the same.
      writers.preferring(old.apiUrl()).awaitWrites(200);
      writers.stop();
      check(writers);
    }
  }
}
