package io.lonejupiter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "lj.example.org, lj.example.org, 8080",
    "lj.example.org:30080, lj.example.org, 30080",
    "10.0.0.7:1, 10.0.0.7, 1",
    "fd00::7, fd00::7, 8080",
    "[fd00::7], fd00::7, 8080",
    "[fd00::7]:65535, fd00::7, 65535",
  })
  void aHostMayStandAloneOrWithItsPort(String text, String host, int port) {
    assertThat(HostPort.parse(text, 8080)).isEqualTo(new HostPort(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", "host:", "host:http", "host:0", "host:65536", "[fd00::7]:x"})
  void whatIsNoneIsRefusedByName(String text) {
    assertThatThrownBy(() -> HostPort.parse(text, 8080))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no host with a port");
  }

  @Test
  void anIpv6AddressIsBracketedInAUrl() {
    assertThat(new HostPort("fd00::7", 80).url()).isEqualTo("http://[fd00::7]:80");
    assertThat(new HostPort("10.0.0.7", 80).url()).isEqualTo("http://10.0.0.7:80");
  }
}
