package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsulSettingsTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ConsulSettings settings =
      ConsulSettings.of(Path.of("/data/a \"b\""), "127.0.0.1", ConsulPorts.standard(), "node-1");

  @Test
  void keepsDataOnDiskAndAllowsManyConnections() {
    assertThat(settings.arguments())
        .containsExactly("agent", "-config-file=/data/a \"b\"/consul.json");
    assertThat(settings.configJson(consul("1.8.7")))
        .contains("\"data_dir\": \"/data/a \\\"b\\\"/data\"")
        .contains("\"http_max_conns_per_client\": 5000")
        .contains("\"raft_multiplier\": 1")
        .contains("\"check_update_interval\": \"0s\"")
        .contains("\"disable_remote_exec\": true")
        .doesNotContain("grpc_tls");
  }

  @Test
  void closesTheTlsPortThatOnlyNewerVersionsKnow() {
    assertThat(settings.configJson(consul("1.14.0"))).contains("\"grpc_tls\": -1,");
  }

  @Test
  void refusesPortsAndNamesThatConsulCannotUse() {
    assertThatThrownBy(() -> new ConsulPorts(1, 2, 3, 3, 4)).hasMessageContaining("different");
    assertThatThrownBy(() -> new ConsulPorts(0, 2, 3, 4, 5)).hasMessageContaining("0");
    assertThatThrownBy(
            () -> ConsulSettings.of(Path.of("/d"), "127.0.0.1", ConsulPorts.standard(), "a.b"))
        .hasMessageContaining("'a.b'");
  }

  @Test
  void seesPortsThatAreTakenForTcpOrForUdp() throws Exception {
    String address = LOOPBACK.getHostAddress();
    try (ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK);
        DatagramSocket udp = new DatagramSocket(0, LOOPBACK)) {
      assertThat(Ports.isFree(address, tcp.getLocalPort())).isFalse();
      assertThat(Ports.isFree(address, udp.getLocalPort())).isFalse();
    }
    assertThat(Ports.free(address, 20)).doesNotHaveDuplicates().hasSize(20);
  }

  @Test
  void saysSoWhenTheAddressIsNotOfThisMachine() {
    assertThatThrownBy(() -> Ports.free("192.0.2.1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("192.0.2.1");
  }

  private static Tool consul(String version) {
    return new Tool(Path.of("/bin/consul"), Map.of(), version);
  }
}
