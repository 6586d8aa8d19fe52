package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks real packages with this machine's apt; PATH is not looked at. */
@Tag("thorough")
class DebianToolsIT {

  @TempDir Path cache;

  private final List<String> progress = new ArrayList<>();

  @Test
  void unpacksRunsKeepsAndRepairsTools() throws Exception {
    Tools first = tools(new DebianPackages(cache, progress::add)::unpack);
    assertThat(run(first.consul().command("version"))).contains("Consul v");
    assertThat(run(first.haproxy().command("-vv")))
        .contains("version " + first.haproxy().version());

    ToolCache.Filler noNetwork =
        kind -> {
          throw new IOException("must not be asked for " + kind);
        };
    Tools second = tools(noNetwork);
    assertThat(second.consul()).isEqualTo(first.consul());
    assertThat(second.haproxy()).isEqualTo(first.haproxy());

    Path executable = second.haproxy().executable();
    Files.writeString(executable, "#!/bin/sh\necho HAProxy version 9.9.9\n");
    Tools third = tools(new DebianPackages(cache, progress::add)::unpack);
    assertThat(third.haproxy()).isEqualTo(first.haproxy());
    assertThat(run(third.haproxy().command("-v"))).doesNotContain("9.9.9");
    assertThat(progress).anyMatch(line -> line.contains("has SHA-256"));

    try (Stream<Path> files = Files.list(cache)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
    }
  }

  @Test
  void bringsTheLibrariesThatTheHostLacks() throws Exception {
    Tool wrk = tools(new DebianPackages(cache, progress::add)::unpack).wrk();

    assertThat(SharedLibraries.missing(wrk.executable(), wrk.environment())).isEmpty();
    assertThat(run(wrk.command("-v"))).contains("wrk");
  }

  @Test
  void unpacksAKubectlThatIsNewEnough() throws Exception {
    Tool kubectl = tools(new DebianPackages(cache, progress::add)::unpack).kubectl();

    assertThat(kubectl.executable()).startsWith(cache);
    assertThat(run(kubectl.command("version", "--client"))).contains(kubectl.version());
  }

  private Tools tools(ToolCache.Filler filler) {
    return new Tools(Map.of(), List.of(), cache, filler, progress::add);
  }

  private static String run(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
