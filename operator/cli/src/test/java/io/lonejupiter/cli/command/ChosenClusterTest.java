package io.lonejupiter.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.cli.state.Port;
import io.lonejupiter.cli.state.SystemPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChosenClusterTest {
  private static final Optional<SystemPlan> UP =
      Optional.of(
          new SystemPlan(1, "local", 3, false, "p", Map.of(Port.CONSUL_HTTP, 1111), List.of()));
  private static final Map<String, String> EVALUATED =
      Map.of("CONSUL_HTTP_ADDR", "http://127.0.0.1:2222", "LJ_CLUSTER", "there");

  @Test
  void anOptionWinsOverAll() {
    assertThat(ChosenCluster.of("http://c:1", null, UP, true, Map.of()))
        .isEqualTo(new ChosenCluster("http://c:1", "default"));
    assertThat(ChosenCluster.of("http://c:1", "x", UP, true, EVALUATED))
        .isEqualTo(new ChosenCluster("http://c:1", "x"));
    assertThat(ChosenCluster.of(null, "x", UP, false, Map.of()))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:1111", "x"));
  }

  @Test
  void aFolderThatIsNamedWinsOverTheEnvironment() {
    assertThat(ChosenCluster.of(null, null, UP, true, EVALUATED))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:1111", "local"));
  }

  @Test
  void theEnvironmentThatEnvMadeWinsOverWhatIsUpBesideTheLauncher() {
    assertThat(ChosenCluster.of(null, null, UP, false, EVALUATED))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:2222", "there"));
    assertThat(ChosenCluster.of(null, null, Optional.empty(), false, EVALUATED))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:2222", "there"));
  }

  @Test
  void aConsulOfSomebodyElseDoesNot() {
    var foreign = Map.of("CONSUL_HTTP_ADDR", "http://127.0.0.1:3333");
    assertThat(ChosenCluster.of(null, null, UP, false, foreign))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:1111", "local"));
    assertThat(ChosenCluster.of(null, null, Optional.empty(), false, foreign))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:3333", "default"));
  }

  @Test
  void withoutAnythingItIsTheConsulOfThisHost() {
    assertThat(ChosenCluster.of(null, null, Optional.empty(), false, Map.of()))
        .isEqualTo(new ChosenCluster("http://127.0.0.1:8500", "default"));
  }
}
