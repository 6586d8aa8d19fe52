package io.lonejupiter.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.ReferenceApi;
import io.lonejupiter.tools.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/kubernetes.md, command by command, on real Kubernetes APIs of 1.20 and of today. */
@EnabledIfEnvironmentVariable(named = "LJ_REFERENCE_API", matches = ".+")
@Tag("thorough")
class InstallE2E {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"refserver", "k120"})
  void whatThePageSaysWorks(String flavour) throws IOException {
    Files.writeString(folder.resolve("ca.crt"), "any text does here\n");
    var path = Tools.standard(line -> {}).kubectl().executable().getParent();
    try (var api = ReferenceApi.start(flavour);
        var page =
            new Documented(
                "docs/kubernetes.md",
                folder,
                api.kubeconfig(),
                path + File.pathSeparator + System.getenv("PATH"))) {
      assertThat(page.commands("Build")).containsExactly("mvn package");
      page.commands("Install").forEach(page::run);
      assertThat(api.kubectl("get", "appmap", "-A").orFail()).isEmpty();
      var old = flavour.equals("k120");
      if (old) {
        awaitPods(api);
      }
      var upgrade = page.commands("Upgrade");
      assertThat(upgrade.get(0)).startsWith("kubectl apply ");
      page.run(upgrade.get(0) + (old ? " --validate=false" : ""));
      assertThat(page.run(upgrade.get(1))).contains("REVISION: 2");
      page.commands("Uninstall").forEach(page::run);
      assertThat(api.kubectl("get", "deployment", "-n", Chart.NAMESPACE).orFail()).isEmpty();
      assertThat(api.kubectl("get", "crd", "applicationmaps.lonejupiter.io").exitCode()).isZero();
      assertThat(page.size())
          .as("commands of the page that no line above has run")
          .isEqualTo(1 + page.commands("Install").size() + 2 + 1);
    }
  }

  /** Its controllers make pods, which shows that the pods are admitted; nothing runs them. */
  private static void awaitPods(ReferenceApi api) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> api.get("pods", "-n", Chart.NAMESPACE).path("items").size() == 2);
    var budget = api.get("poddisruptionbudget", "-n", Chart.NAMESPACE).path("items").path(0);
    assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
  }
}
