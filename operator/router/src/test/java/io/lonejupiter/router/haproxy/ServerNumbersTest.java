package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNumbersTest {

  @ParameterizedTest
  @ValueSource(strings = {"s0/i1", "s0/i17", "s1/i1", "s4095/i99999"})
  void aNumberIsOfOneServer(String server) {
    assertThat(ServerNumbers.server(ServerNumbers.of(server))).isEqualTo(server);
  }
}
