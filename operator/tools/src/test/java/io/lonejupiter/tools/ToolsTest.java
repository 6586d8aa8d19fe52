package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of search, with small scripts in place of the programs. */
class ToolsTest {

  @TempDir Path temp;

  private final List<String> progress = new ArrayList<>();
  private final ToolCache.Filler nothing =
      kind -> {
        throw new IOException("no archive here");
      };
  private Path first;
  private Path second;

  @BeforeEach
  void makeFolders() throws IOException {
    first = Files.createDirectories(temp.resolve("first"));
    second = Files.createDirectories(temp.resolve("second"));
  }

  @Test
  void takesTheOverrideBeforeThePath() throws IOException {
    script(first.resolve("haproxy"), "echo HAProxy version 2.8.0");
    Path own = script(temp.resolve("own-haproxy"), "echo HAProxy version 2.6.1-x 2025/10/03");

    Tool haproxy = tools(Map.of("LJ_HAPROXY", own.toString()), nothing).haproxy();

    assertThat(haproxy).isEqualTo(new Tool(own, Map.of(), "2.6.1"));
  }

  @Test
  void refusesAnOverrideThatDoesNotRunRatherThanTakingAnother() throws IOException {
    script(first.resolve("consul"), "echo Consul v1.9.0");

    assertThatThrownBy(() -> tools(Map.of("LJ_CONSUL", "/not/there"), nothing).consul())
        .isInstanceOf(ToolMissingException.class)
        .hasMessageContaining("LJ_CONSUL")
        .hasMessageContaining("/not/there");
  }

  @Test
  void passesOverWhatIsTooOldOrDoesNotRunAndSaysSo() throws IOException {
    Path third = Files.createDirectories(temp.resolve("third"));
    script(first.resolve("haproxy"), "echo HA-Proxy version 2.2.9-2+deb11u6 2023/04/10");
    script(
        second.resolve("haproxy"),
        "echo 'error while loading shared libraries: libssl.so.1.1: cannot open'; exit 127");
    Path good = script(third.resolve("haproxy"), "echo HAProxy version 3.0.11");

    Tools tools = new Tools(Map.of(), List.of(first, second, third), temp, nothing, progress::add);

    assertThat(tools.haproxy().executable()).isEqualTo(good);
    assertThat(progress)
        .anyMatch(line -> line.contains("version 2.2.9, older than 2.6"))
        .anyMatch(line -> line.contains("does not run") && line.contains("libssl.so.1.1"));
  }

  @Test
  void saysInOneSentenceWhatToInstall() {
    assertThatThrownBy(() -> tools(Map.of(), nothing).haproxy())
        .isInstanceOf(ToolMissingException.class)
        .hasMessage(
            "haproxy >= 2.6 was not found on PATH and could not be unpacked from Debian packages"
                + " (no archive here): install haproxy 2.6 or newer, or set LJ_HAPROXY to its path");
  }

  @Test
  void looksForEachToolOnce() throws IOException {
    Path kubectl = script(first.resolve("kubectl"), "echo 'Client Version: v1.32.4-dispatcher'");
    Tools tools = tools(Map.of(), nothing);
    Tool found = tools.kubectl();
    Files.delete(kubectl);

    assertThat(tools.kubectl()).isSameAs(found);
  }

  @Test
  void readsTheVersionThatEachProgramPrints() {
    assertThat(ToolKind.CONSUL.versionIn("Consul v1.8.7+dfsg1\nProtocol 2 spoken"))
        .contains(new Version(1, 8, 7));
    assertThat(ToolKind.KUBECTL.versionIn("Client Version: v1.32.4\nKustomize Version: v5.5.0"))
        .contains(new Version(1, 32, 4));
    assertThat(
            ToolKind.KUBECTL.versionIn(
                "Client Version: version.Info{Major:\"1\", Minor:\"20\", GitVersion:\"v1.20.2\"}"))
        .contains(new Version(1, 20, 2));
    assertThat(ToolKind.WRK.versionIn("wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012"))
        .contains(new Version(4, 1, 0));
    assertThat(ToolKind.NGINX.versionIn("nginx version: nginx/1.22.1"))
        .contains(new Version(1, 22, 1));
    assertThat(ToolKind.WRK.versionIn("wrk 4.2.0 [epoll]")).contains(new Version(4, 2, 0));
    assertThat(ToolKind.HAPROXY.versionIn("haproxy: command not found 2.6.1")).isEmpty();
  }

  @Test
  void ordersVersionsByNumberAndReadsDebianOnes() {
    assertThat(Version.parse("1:1.10.0-2").orElseThrow()).isGreaterThan(new Version(1, 9, 9));
    assertThat(Version.parse("2.6")).contains(new Version(2, 6, 0));
    assertThat(Version.parse("stable")).isEmpty();
    assertThat(new Version(2, 6, 0).isAtLeast(ToolKind.HAPROXY.minimum())).isTrue();
    assertThat(new Version(2, 5, 99).isAtLeast(ToolKind.HAPROXY.minimum())).isFalse();
  }

  @Test
  void keepsTheCacheWhereTheUserWantsIt() {
    assertThat(Tools.standardCache(Map.of("LJ_TOOLS_CACHE", "/a", "XDG_CACHE_HOME", "/b"), "/h"))
        .isEqualTo(Path.of("/a"));
    assertThat(Tools.standardCache(Map.of("XDG_CACHE_HOME", "/b"), "/h"))
        .isEqualTo(Path.of("/b/lonejupiter/tools"));
    assertThat(Tools.standardCache(Map.of(), "/h"))
        .isEqualTo(Path.of("/h/.cache/lonejupiter/tools"));
  }

  private Tools tools(Map<String, String> environment, ToolCache.Filler filler) {
    return new Tools(
        environment, List.of(first, second), temp.resolve("cache"), filler, progress::add);
  }

  private static Path script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
