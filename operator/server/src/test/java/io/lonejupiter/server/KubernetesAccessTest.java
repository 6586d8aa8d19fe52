package io.lonejupiter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesAccessTest {
  private static final Path FOLDER = Path.of("/account");

  @Test
  void aPodFindsItsApiInItsEnvironment() {
    var environment =
        Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");
    assertThat(KubernetesAccess.ofPod(environment, FOLDER).url())
        .isEqualTo("https://10.96.0.1:443/");
  }

  @Test
  void itMayHaveAnIpv6Address() {
    var environment =
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");
    assertThat(KubernetesAccess.ofPod(environment, FOLDER).url())
        .isEqualTo("https://[fd00::1]:443/");
  }

  @Test
  void whoIsNoPodIsToldSo() {
    assertThatThrownBy(() -> KubernetesAccess.ofPod(Map.of(), FOLDER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no pod of a Kubernetes cluster");
  }
}
