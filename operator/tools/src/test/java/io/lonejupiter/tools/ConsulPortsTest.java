package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConsulPortsTest {
  /** So many that some would meet, if each agent's were chosen for itself. */
  @Test
  void agentsThatRunAtTheSameTimeHaveNoPortInCommon() {
    assertThat(
            ConsulPorts.free("127.0.0.1", 100).stream()
                .flatMap(p -> Stream.of(p.http(), p.dns(), p.serfLan(), p.serfWan(), p.server())))
        .hasSize(500)
        .doesNotHaveDuplicates();
  }
}
