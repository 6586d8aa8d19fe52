package io.lonejupiter.apiserver;

import static io.lonejupiter.apiserver.TestServer.WIDGETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.access.Binding;
import io.lonejupiter.apiserver.access.Credential;
import io.lonejupiter.apiserver.audit.AuditSettings;
import io.lonejupiter.apiserver.limit.RequestLimits;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each role meets with the real kubectl, and what is recorded of it. */
class AccessIT {
  private static final String MAP =
      "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},"
          + "\"data\":{\"a\":\"1\"}}";
  private static final String SECRET =
      "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"%s\"},"
          + "\"stringData\":{\"password\":\"hidden-word\"}}";

  @TempDir Path directory;
  private TestAccess access;
  private ApiServer server;
  private Kubectl admin;

  @BeforeEach
  void start() throws IOException {
    access = new TestAccess(directory);
    var standard = ApiServerSettings.onLoopback(directory, 0);
    server =
        ApiServer.start(
            new ApiServerSettings(
                standard.bindAddress(),
                0,
                "",
                standard.names(),
                directory,
                directory.resolve("kubeconfig"),
                standard.maxBodyBytes(),
                standard.historySize(),
                RequestLimits.STANDARD,
                AuditSettings.in(directory),
                Duration.ofHours(1)),
            new MemoryStore(),
            access,
            definitions(),
            null,
            request -> List.of(),
            () -> {});
    admin = new Kubectl(directory.resolve("kubeconfig"), directory);
  }

  private static List<JsonNode> definitions() throws IOException {
    List<JsonNode> definitions = new ArrayList<>(TestServer.definitions());
    try (var in = Files.newInputStream(Path.of("../../crds/artifacts.lonejupiter.io.yaml"))) {
      definitions.addAll(Json.readYamlDocuments(in));
    }
    return definitions;
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Kubectl user(Credential.Kind kind, String name, String role, String... namespaces) {
    Path kubeconfig =
        access.create(
            server.url(), name, kind, new Binding(role, List.of(namespaces)), Duration.ofDays(1));
    return new Kubectl(kubeconfig, directory);
  }

  private static void isForbidden(Kubectl.Result result, String message) {
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Error from server (Forbidden): ").contains(message);
  }

  private List<JsonNode> audit() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("audit.log"))) {
      events.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
    }
    return events;
  }

  @Test
  void aViewerReadsAllButSecretsAndChangesNothing() {
    admin.withInput(SECRET.formatted("s"), "apply", "-f", "-").ok();
    admin.withInput(MAP.formatted("m"), "apply", "-f", "-").ok();
    Kubectl viewer = user(Credential.Kind.TOKEN, "vera", "view");
    assertThat(viewer.run("get", "cm", "m", "-o", "jsonpath={.data.a}").ok().out()).isEqualTo("1");
    viewer.run("get", "ns").ok();
    isForbidden(
        viewer.run("get", "secrets"),
        "secrets is forbidden: User \"vera\" cannot list resource \"secrets\" in API group \"\" in"
            + " the namespace \"default\"");
    isForbidden(
        viewer.run("get", "secret", "s"),
        "secrets \"s\" is forbidden: User \"vera\" cannot get resource \"secrets\" in API group"
            + " \"\" in the namespace \"default\"");
    isForbidden(viewer.run("get", "secrets", "-A", "-w"), "at the cluster scope");
    isForbidden(
        viewer.run("get", "widgets"),
        "widgets.example.com is forbidden: User \"vera\" cannot list resource \"widgets\" in API"
            + " group \"example.com\" in the namespace \"default\"");
    isForbidden(viewer.run("label", "cm", "m", "x=y"), "cannot patch resource \"configmaps\"");
    isForbidden(viewer.run("delete", "cm", "m"), "cannot delete resource \"configmaps\"");
    isForbidden(viewer.run("get", "--raw", "/metrics"), "cannot get path \"/metrics\"");
  }

  @Test
  void anEditorChangesWhatAnApplicationIsMadeOfAndNothingElse() {
    Kubectl editor = user(Credential.Kind.CERTIFICATE, "ed", "edit");
    editor.withInput(MAP.formatted("m"), "apply", "-f", "-").ok();
    editor.withInput(SECRET.formatted("s"), "apply", "--server-side", "-f", "-").ok();
    editor.run("get", "secret", "s").ok();
    editor.run("delete", "cm", "m").ok();
    isForbidden(
        editor.run("delete", "ns", "default"),
        "namespaces \"default\" is forbidden: User \"ed\" cannot delete resource \"namespaces\" in"
            + " API group \"\" in the namespace \"default\"");
    isForbidden(editor.run("get", "crd"), "cannot list resource \"customresourcedefinitions\"");
  }

  @Test
  void aUserOfOneNamespaceKeepsToIt() {
    String space = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}";
    admin.withInput(space.formatted("team-a"), "apply", "-f", "-").ok();
    admin.withInput(space.formatted("team-b"), "apply", "-f", "-").ok();
    Kubectl editor = user(Credential.Kind.TOKEN, "tom", "edit", "team-a");
    editor.withInput(MAP.formatted("m"), "apply", "-n", "team-a", "-f", "-").ok();
    editor.run("get", "ns", "team-a").ok();
    isForbidden(
        editor.withInput(MAP.formatted("m"), "create", "-n", "team-b", "-f", "-"),
        "configmaps is forbidden: User \"tom\" cannot create resource \"configmaps\" in API group"
            + " \"\" in the namespace \"team-b\"");
    isForbidden(editor.run("get", "cm", "-A"), "at the cluster scope");
    isForbidden(editor.run("get", "ns"), "cannot list resource \"namespaces\"");
    assertThat(editor.run("auth", "can-i", "create", "cm", "-n", "team-a").ok().out())
        .contains("yes");
    assertThat(editor.run("auth", "can-i", "create", "cm", "-n", "team-b").out()).contains("no");
  }

  @Test
  void whatCanIIsAnsweredTruthfully() {
    Kubectl viewer = user(Credential.Kind.CERTIFICATE, "vera", "view");
    assertThat(viewer.run("auth", "can-i", "list", "configmaps").ok().out()).isEqualTo("yes\n");
    assertThat(viewer.run("auth", "can-i", "get", "secrets").out()).isEqualTo("no\n");
    assertThat(viewer.run("auth", "can-i", "get", "pods", "--subresource=log").ok().out())
        .isEqualTo("yes\n");
    assertThat(viewer.run("auth", "can-i", "get", "/metrics").out()).isEqualTo("no\n");
    assertThat(viewer.run("auth", "can-i", "get", "/apis").ok().out()).isEqualTo("yes\n");
    String list = viewer.run("auth", "can-i", "--list").ok().out();
    assertThat(list)
        .contains("configmaps", "selfsubjectreviews.authentication.k8s.io", "[/apis/*]")
        .doesNotContain("secrets", "delete", "create update");
    assertThat(viewer.run("auth", "whoami").ok().out())
        .contains("vera", "lonejupiter:view", "system:authenticated");
    assertThat(admin.run("auth", "can-i", "*", "*").ok().out()).isEqualTo("yes\n");
    assertThat(admin.run("auth", "whoami").ok().out()).contains("admin", "system:masters");
  }

  @Test
  void theAdminMayActAsOthersAndOthersMayNot() {
    user(Credential.Kind.TOKEN, "vera", "view");
    assertThat(admin.run("auth", "can-i", "get", "secrets", "--as=vera").out()).isEqualTo("no\n");
    assertThat(admin.run("auth", "can-i", "get", "cm", "--as=vera").ok().out()).isEqualTo("yes\n");
    isForbidden(
        admin.run("get", "secrets", "--as=vera"),
        "secrets is forbidden: User \"vera\" cannot list resource \"secrets\"");
    isForbidden(admin.run("get", "cm", "--as=nobody"), "User \"nobody\" cannot list");
    admin.run("get", "secrets", "--as=nobody", "--as-group=lonejupiter:edit").ok();
    Kubectl editor = user(Credential.Kind.TOKEN, "ed", "edit");
    isForbidden(
        editor.run("get", "cm", "--as=vera"),
        "users \"vera\" is forbidden: User \"ed\" cannot impersonate resource \"users\" in API"
            + " group \"\" at the cluster scope");
  }

  @Test
  void onlyTheAdminMayAskAboutOthers() {
    Kubectl viewer = user(Credential.Kind.TOKEN, "vera", "view");
    String question =
        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\",\"spec\":"
            + "{\"user\":\"vera\",\"resourceAttributes\":{\"verb\":\"%s\","
            + "\"resource\":\"configmaps\",\"namespace\":\"default\"}}}";
    String path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    String yes =
        admin.withInput(question.formatted("get"), "create", "--raw", path, "-f", "-").ok().out();
    assertThat(yes)
        .contains("\"allowed\":true", "allowed by role \\\"view\\\" of user \\\"vera\\\"");
    String no =
        admin.withInput(question.formatted("patch"), "create", "--raw", path, "-f", "-").ok().out();
    assertThat(no).contains("\"allowed\":false");
    isForbidden(
        viewer.withInput(question.formatted("get"), "create", "--raw", path, "-f", "-"),
        "cannot create resource \"subjectaccessreviews\" in API group \"authorization.k8s.io\"");
    String token =
        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"spec\":"
            + "{\"token\":\""
            + access.token("vera")
            + "\"}}";
    String review = "/apis/authentication.k8s.io/v1/tokenreviews";
    assertThat(admin.withInput(token, "create", "--raw", review, "-f", "-").ok().out())
        .contains("\"authenticated\":true", "\"username\":\"vera\"")
        .doesNotContain(access.token("vera"));
    isForbidden(viewer.withInput(token, "create", "--raw", review, "-f", "-"), "tokenreviews");
  }

  @Test
  void aPublisherCreatesAndPatchesArtifactsOnly() {
    Kubectl publisher = user(Credential.Kind.TOKEN, "ci", "publisher", "default");
    String artifact =
        """
        {"apiVersion": "lonejupiter.io/v1alpha1", "kind": "Artifact",
         "metadata": {"name": "web-1", "labels": {"build": "%s"}},
         "spec": {"app": "web", "version": "1.0.0", "branch": "main", "format": "executable",
                  "source": {"type": "HTTP", "url": "http://127.0.0.1/web"},
                  "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}}
        """;
    publisher.withInput(artifact.formatted("1"), "apply", "-f", "-").ok();
    publisher.withInput(artifact.formatted("2"), "apply", "-f", "-").ok();
    assertThat(
            admin.run("get", "artifact", "web-1", "-o", "jsonpath={.metadata.labels.build}").out())
        .isEqualTo("2");
    isForbidden(
        publisher.withInput(artifact.formatted("1"), "replace", "-f", "-"),
        "artifacts.lonejupiter.io \"web-1\" is forbidden: User \"ci\" cannot update resource"
            + " \"artifacts\" in API group \"lonejupiter.io\" in the namespace \"default\"");
    isForbidden(publisher.run("delete", "artifact", "web-1"), "cannot delete");
    isForbidden(publisher.run("get", "artifacts"), "cannot list");
    isForbidden(publisher.run("get", "cm"), "cannot list resource \"configmaps\"");
  }

  @Test
  void aWithdrawnUserIsOutAtOnceAndItsWatchesEnd() throws Exception {
    for (Credential.Kind kind : Credential.Kind.values()) {
      admin.withInput(MAP.formatted("m"), "apply", "-f", "-").ok();
      Kubectl viewer = user(kind, "vera", "view");
      Path out = Files.createTempFile(directory, "watch", "");
      Process watch =
          viewer.start(out, out, "get", "--raw", "/api/v1/configmaps?watch=true&resourceVersion=0");
      try {
        await().until(() -> Files.readString(out).contains("\"name\":\"m\""));
        access.delete("vera");
        assertThat(watch.waitFor(10, TimeUnit.SECONDS)).isTrue();
      } finally {
        watch.destroy();
      }
      var result = viewer.run("get", "cm");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("You must be logged in to the server");
    }
  }

  @Test
  void aCredentialThatHasEndedIsOut() {
    for (Credential.Kind kind : Credential.Kind.values()) {
      Path kubeconfig =
          access.create(
              server.url(), "late", kind, new Binding("view", List.of()), Duration.ofSeconds(-1));
      assertThat(new Kubectl(kubeconfig, directory).run("get", "cm").err())
          .contains("You must be logged in to the server");
    }
  }

  @Test
  void everyWriteAndRefusalIsRecordedAndNoSecretIs() throws Exception {
    Kubectl editor = user(Credential.Kind.TOKEN, "ed", "edit");
    editor.withInput(SECRET.formatted("s"), "apply", "-f", "-").ok();
    editor.run("get", "secret", "s", "-o", "yaml").ok();
    editor.run("auth", "can-i", "get", "cm").ok();
    isForbidden(editor.run("get", "crd"), "customresourcedefinitions");
    isForbidden(editor.run("delete", "ns", "default"), "namespaces");
    admin.run("delete", "secret", "s", "--as=ed").ok();
    new Kubectl(access.foreign(server.url()), directory).run("get", "cm");
    await().until(() -> audit().size() >= 5);
    List<String> seen = new ArrayList<>();
    for (JsonNode event : audit()) {
      seen.add(
          event.at("/user/username").asText()
              + event.at("/impersonatedUser/username").asText("")
              + " "
              + event.path("verb").asText()
              + " "
              + event.at("/objectRef/resource").asText()
              + " "
              + event.at("/responseStatus/code").asInt()
              + " "
              + event.path("annotations").path("authorization.k8s.io/decision").asText());
    }
    assertThat(seen)
        .contains(
            "ed create secrets 201 allow",
            "ed list customresourcedefinitions 403 forbid",
            "ed delete namespaces 403 forbid",
            "admined delete secrets 200 allow")
        .anyMatch(line -> line.startsWith("system:anonymous") && line.contains(" 401 "))
        .noneMatch(line -> line.contains("selfsubject") || line.contains("get secrets"));
    assertThat(Files.readString(directory.resolve("audit.log")))
        .doesNotContain("hidden-word", access.token("ed"))
        .contains("\"sourceIPs\":[\"127.0.0.1\"]", "\"userAgent\":\"kubectl");
  }

  @Test
  void anAnswerNamesItsAuditEvent() throws Exception {
    try (var plain = new PlainClient(directory)) {
      var answer =
          plain.send(
              "POST",
              server.url() + WIDGETS,
              access.secrets().adminToken(),
              "{}",
              "Audit-ID",
              "me-1");
      assertThat(answer.headers().firstValue("Audit-ID")).contains("me-1");
      var other = plain.send("GET", server.url() + WIDGETS, "wrong", "", "Audit-ID", "no\"good");
      assertThat(other.statusCode()).isEqualTo(401);
      assertThat(other.headers().firstValue("Audit-ID").orElseThrow()).hasSize(36);
    }
    await().until(() -> audit().stream().anyMatch(e -> e.path("auditID").asText().equals("me-1")));
  }
}
