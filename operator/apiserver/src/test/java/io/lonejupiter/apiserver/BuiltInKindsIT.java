package io.lonejupiter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl sends in Protocol Buffers only, and what it shows of built-in kinds. */
class BuiltInKindsIT {
  @TempDir static Path directory;
  private static TestServer server;
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer(directory, new MemoryStore());
    kubectl = server.kubectl;
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String get(String... arguments) {
    return kubectl.run(arguments).ok().out();
  }

  @Test
  void createsConfigMapsWithEveryByteOfAFile() throws IOException {
    Path file = directory.resolve("bytes");
    Files.write(file, new byte[] {(byte) 0xff, 0, 'a'});
    assertThat(get("create", "configmap", "c", "--from-literal=x=1", "--from-file=" + file))
        .contains("configmap/c created");
    assertThat(get("get", "configmap", "c", "-o", "jsonpath={.data}{.binaryData}"))
        .isEqualTo("{\"x\":\"1\"}{\"bytes\":\"/wBh\"}");
    assertThat(kubectl.run("create", "configmap", "c").err()).contains("already exists");
  }

  @Test
  void createsNamespacesAccountsAndSecretsOfAllTypes() throws IOException {
    get("create", "namespace", "made");
    get("create", "serviceaccount", "bob", "-n", "made");
    get("create", "secret", "generic", "g", "-n", "made", "--from-literal=a=b", "--type=my.test/x");
    get(
        "create",
        "secret",
        "docker-registry",
        "d",
        "-n",
        "made",
        "--docker-username=u",
        "--docker-password=p",
        "--docker-server=s");
    assertThat(get("get", "ns/made", "sa/bob", "secret/g", "secret/d", "-n", "made"))
        .containsPattern("namespace/made +Active")
        .containsPattern("serviceaccount/bob +0")
        .containsPattern("secret/g +my.test/x +1")
        .containsPattern("secret/d +kubernetes.io/dockerconfigjson +1");
    get("delete", "namespace", "made");
    assertThat(kubectl.run("get", "secret", "g", "-n", "made").err()).contains("NotFound");
  }

  @Test
  void answersWhoOneIsAndWhatOneMayDo() {
    assertThat(get("auth", "whoami")).contains("Username", "admin");
    assertThat(get("auth", "can-i", "create", "configmaps")).isEqualTo("yes\n");
    assertThat(get("auth", "can-i", "--list")).contains("*.*", "[*]");
    assertThat(get("api-resources", "--api-group=authorization.k8s.io"))
        .contains("localsubjectaccessreviews", "subjectaccessreviews");
    assertThat(get("api-resources", "--api-group=authentication.k8s.io")).contains("tokenreviews");
  }

  @Test
  void saysThatItHasNoTokensForServiceAccounts() {
    get("create", "serviceaccount", "alice");
    assertThat(kubectl.run("create", "token", "alice").err())
        .contains("the server could not find the requested resource");
  }

  @Test
  void explainsEveryFieldOfBuiltInKinds() {
    for (String kind : new String[] {"namespace", "cm", "secret", "sa", "event", "lease"}) {
      assertThat(get("explain", kind, "--recursive")).contains("FIELDS:");
      assertThat(get("explain", kind)).doesNotContain("<no description>");
    }
    assertThat(get("explain", "lease.spec")).doesNotContain("<no description>");
    assertThat(get("explain", "event.involvedObject")).doesNotContain("<no description>");
    assertThat(get("explain", "namespace.status.conditions")).doesNotContain("<no description>");
  }

  @Test
  void doesNotDeleteAllNamespacesAtOnce() {
    assertThat(server.delete("/api/v1/namespaces").code()).isEqualTo(405);
  }
}
