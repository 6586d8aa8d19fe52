package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.LoneJupiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users that are made and withdrawn by command, on a whole system; and the page that says how. */
@Tag("thorough")
class AccessE2E {
  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    system = LoneJupiter.up(folder.resolve("lj"), "--no-examples");
  }

  @AfterAll
  static void down() {
    system.close();
  }

  private static String[] words(String line) {
    return line.replaceAll("(\\w+\\.kubeconfig)", folder + "/$1").split(" ");
  }

  private static String secrets() {
    return system.consul("/v1/kv/lonejupiter/local/access/secrets?raw").path("adminToken").asText();
  }

  @Test
  void theCommandsOfThePageDoWhatItSays() throws IOException {
    List<String> commands = new ArrayList<>();
    String page = Files.readString(system.home().resolve("docs/access.md"));
    for (String line : page.split("```sh\n")[1].split("```")[0].split("\n")) {
      commands.add(line);
      String[] words = words(line);
      String[] rest = Arrays.copyOfRange(words, 1, words.length);
      if (words[0].equals("./lonejupiter")) {
        system.inShell(rest).orFail();
      } else {
        assertThat(words[0]).isEqualTo("kubectl");
        system.kubectl(rest).orFail();
      }
    }
    assertThat(commands).hasSizeGreaterThan(5);
    assertThat(system.lonejupiter("user", "ls").orFail()).doesNotContain("vera", "ci ", "ed ");
  }

  @Test
  void aUserIsLetInAndOutAtOnce() throws IOException {
    Path file = folder.resolve("zoe.kubeconfig");
    system.lonejupiter("user", "create", "zoe", "--role", "view", "-o", file.toString()).orFail();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    system.kubectl("--kubeconfig", file.toString(), "get", "apphosts").orFail();
    assertThat(system.kubectl("--kubeconfig", file.toString(), "get", "secrets").all())
        .contains("User \"zoe\" cannot list resource \"secrets\" in API group \"\"");
    assertThat(system.lonejupiter("user", "ls").orFail()).contains("zoe", "view", "token");
    String kept = system.consul("/v1/kv/lonejupiter/local/access/users/zoe?raw").toString();
    String token = Files.readString(file).replaceAll("(?s).*token: \"([0-9a-f]+)\".*", "$1");
    assertThat(token).hasSize(64);
    assertThat(kept).doesNotContain(token);
    var again = system.lonejupiter("user", "create", "zoe", "--role", "view", "-o", file + "2");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.all()).contains("there is a user zoe already");
    assertThat(Path.of(file + "2")).doesNotExist();
    system.lonejupiter("user", "delete", "zoe").orFail();
    await()
        .until(
            () ->
                system
                    .kubectl("--kubeconfig", file.toString(), "get", "apphosts")
                    .all()
                    .contains("You must be logged in"));
    assertThat(system.lonejupiter("user", "delete", "zoe").all()).contains("there is no user zoe");
  }

  @Test
  void whatCannotBeIsSaidInWords() {
    record Wrong(String name, String role, String says) {}
    for (var wrong :
        List.of(
            new Wrong("admin", "view", "the admin is there already"),
            new Wrong("x", "king", "there is no role 'king'; there are admin, agent, edit"),
            new Wrong("system:x", "view", "is no name for a user"),
            new Wrong("../x", "view", "is no name for a user"))) {
      var result =
          system.lonejupiter(
              "user", "create", wrong.name(), "--role", wrong.role(), "-o", folder + "/none");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.all()).contains(wrong.says());
    }
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aPublisherUploadsAndAViewerDoesNot() throws IOException {
    Path file = folder.resolve("app.sh");
    Files.writeString(file, "#!/bin/sh\n");
    for (String role : List.of("publisher", "view")) {
      Path kubeconfig = folder.resolve(role + "-up.kubeconfig");
      system
          .lonejupiter("user", "create", role + "-up", "--role", role, "-o", kubeconfig.toString())
          .orFail();
      String token =
          Files.readString(kubeconfig).replaceAll("(?s).*token: \"([0-9a-f]+)\".*", "$1");
      await()
          .until(
              () -> {
                var push =
                    system.lonejupiter(
                        "artifact",
                        "push",
                        file.toString(),
                        "--app",
                        "up-" + role,
                        "--version",
                        "1",
                        "--token",
                        token);
                return role.equals("publisher")
                    ? push.exitCode() == 0
                    : push.all().contains("artifacts.lonejupiter.io is forbidden");
              });
    }
  }

  @Test
  void theSecretsAreThoseOfConsulAndTheirCopyIsTheServersOwn() throws IOException {
    Path copy = folder.resolve("lj/server/token");
    assertThat(Files.readString(copy).strip()).isEqualTo(secrets());
    for (String name : List.of("token", "ca.key", "server.key", "audit.log", "kubeconfig")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("lj/server").resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(folder.resolve("lj/server/audit.log"))).doesNotContain(secrets());
    assertThat(Files.readString(folder.resolve("lj/logs/server.log"))).doesNotContain(secrets());
  }
}
