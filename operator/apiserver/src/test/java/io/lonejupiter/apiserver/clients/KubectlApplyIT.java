package io.lonejupiter.apiserver.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.apiserver.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What kubectl makes of folders of manifests: kustomizations, sets that are pruned, differences.
 */
@ParameterizedClass
@MethodSource("io.lonejupiter.apiserver.clients.Served#all")
@Tag("thorough")
class KubectlApplyIT {
  private static final String TOMCAT =
      """
      apiVersion: sample.test/v1
      kind: Tomcat
      metadata: {name: shop, labels: {app: shop}}
      spec: {version: "9"}
      """;
  private static final String SETTINGS =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, labels: {app: shop}}
      data: {a: "1"}
      """;

  @Parameter Served served;

  private String namespace;
  private Path folder;

  @BeforeEach
  void newNamespaceAndFolder() throws IOException {
    namespace = served.namespace();
    folder = Files.createDirectory(served.directory().resolve(namespace));
  }

  private Kubectl.Result run(Kubectl kubectl, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-n", namespace));
    all.addAll(List.of(arguments));
    return kubectl.run(all.toArray(String[]::new));
  }

  private Kubectl.Result run(String... arguments) {
    return run(served.kubectl(), arguments);
  }

  private String out(String... arguments) {
    return run(arguments).ok().out();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  private void writeKustomization(String value) throws IOException {
    write("tomcat.yaml", TOMCAT);
    write(
        "kustomization.yaml",
        """
        namePrefix: prod-
        commonLabels: {tier: web}
        resources: [tomcat.yaml]
        configMapGenerator: [{name: settings, literals: [a=%s]}]
        """
            .formatted(value));
  }

  @Test
  void aKustomizationIsAppliedChangedAndDeleted() throws IOException {
    writeKustomization("1");
    String first = out("apply", "-k", folder.toString());
    assertThat(first.lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("configmap/prod-settings-\\w{10} created"))
        .contains("tomcat.sample.test/prod-shop created");
    writeKustomization("2");
    assertThat(out("apply", "-k", folder.toString()).lines())
        .anyMatch(line -> line.matches("configmap/prod-settings-\\w{10} created"))
        .contains("tomcat.sample.test/prod-shop unchanged");
    assertThat(out("get", "configmaps,tomcats", "-l", "tier=web", "-o", "name").lines())
        .hasSize(3)
        .contains("tomcat.sample.test/prod-shop");
    assertThat(out("delete", "-k", folder.toString()).lines())
        .contains("tomcat.sample.test \"prod-shop\" deleted");
    assertThat(out("get", "tomcats", "-o", "name")).isEmpty();
  }

  @Test
  void anApplySetLosesWhatIsNoLongerInItsFolder() throws IOException {
    Kubectl kubectl = served.kubectl().in(Map.of("KUBECTL_APPLYSET", "true"));
    String[] apply = {"apply", "-f", folder.toString(), "--prune", "--applyset=configmap/set"};
    write("tomcat.yaml", TOMCAT);
    write("settings.yaml", SETTINGS);
    assertThat(run(kubectl, apply).ok().out().lines())
        .containsExactly("configmap/settings created", "tomcat.sample.test/shop created");
    out("create", "configmap", "bystander");
    assertThat(
            out(
                "get",
                "configmap",
                "set",
                "-o",
                "jsonpath={.metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds}"))
        .isEqualTo("ConfigMap,Tomcat.sample.test");
    Files.delete(folder.resolve("tomcat.yaml"));
    assertThat(run(kubectl, apply).ok().out().lines())
        .containsExactly("configmap/settings unchanged", "tomcat.sample.test/shop pruned");
    assertThat(out("get", "tomcats,configmaps", "-o", "name").lines())
        .doesNotContain("tomcat.sample.test/shop")
        .contains("configmap/bystander", "configmap/set", "configmap/settings");
  }

  @Test
  void aLabelledSetLosesWhatIsNoLongerInItsFolder() throws IOException {
    String[] apply = {
      "apply",
      "-f",
      folder.toString(),
      "--prune",
      "-l",
      "app=shop",
      "--prune-allowlist=core/v1/ConfigMap",
      "--prune-allowlist=sample.test/v1/Tomcat"
    };
    write("tomcat.yaml", TOMCAT);
    write("settings.yaml", SETTINGS);
    assertThat(out(apply).lines())
        .containsExactly("configmap/settings created", "tomcat.sample.test/shop created");
    Files.delete(folder.resolve("settings.yaml"));
    assertThat(out(apply).lines())
        .containsExactly("tomcat.sample.test/shop unchanged", "configmap/settings pruned");
    assertThat(run("get", "configmap", "settings").err())
        .contains("configmaps \"settings\" not found");
  }

  @Test
  void differencesAreShownUntilTheyAreApplied() throws IOException {
    write("tomcat.yaml", TOMCAT);
    out("apply", "-f", folder.toString());
    write("tomcat.yaml", TOMCAT.replace("\"9\"", "\"10\""));
    Kubectl.Result diff = run("diff", "-f", folder.toString());
    assertThat(diff.code()).as(diff.err()).isEqualTo(1);
    assertThat(diff.out()).contains("-  version: \"9\"", "+  version: \"10\"");
    assertThat(run("diff", "--server-side", "--force-conflicts", "-f", folder.toString()).out())
        .contains("-  version: \"9\"", "+  version: \"10\"");
    assertThat(out("get", "tomcat", "shop", "-o", "jsonpath={.spec.version}")).isEqualTo("9");
    out("apply", "-f", folder.toString());
    assertThat(out("diff", "-f", folder.toString())).isEmpty();
    assertThat(out("apply", "view-last-applied", "tomcat/shop"))
        .contains("kind: Tomcat", "version: \"10\"")
        .doesNotContain("replicas");
  }

  @Test
  void forcedReplacementIsANewObject() throws IOException {
    write("tomcat.yaml", TOMCAT);
    out("apply", "-f", folder.toString());
    String before = out("get", "tomcat", "shop", "-o", "jsonpath={.metadata.uid}");
    assertThat(out("replace", "-f", folder.toString()))
        .isEqualTo("tomcat.sample.test/shop replaced\n");
    assertThat(out("get", "tomcat", "shop", "-o", "jsonpath={.metadata.uid}")).isEqualTo(before);
    assertThat(out("replace", "--force", "-f", folder.toString()))
        .isEqualTo("tomcat.sample.test \"shop\" deleted\ntomcat.sample.test/shop replaced\n");
    assertThat(out("get", "tomcat", "shop", "-o", "jsonpath={.metadata.uid}")).isNotEqualTo(before);
  }
}
