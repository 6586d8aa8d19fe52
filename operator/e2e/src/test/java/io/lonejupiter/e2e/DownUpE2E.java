package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.cli.example.ExampleFiles;
import io.lonejupiter.e2e.harness.LoneJupiter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code down} leaves, and what comes back. */
@Tag("thorough")
class DownUpE2E {
  @TempDir static Path folder;

  @Test
  void theSameObjectsAndArtifactsComeBackAndPurgeLeavesNothing() {
    var data = folder.resolve("lj");
    var system = LoneJupiter.up(data);
    var before = specs(system);
    assertThat(before).hasSizeGreaterThan(10);
    assertThat(system.upAgain().exitCode()).as("up twice is harmless").isZero();
    applyingTheSameFilesByHandChangesNothing(system);
    assertThat(specs(system)).isEqualTo(before);

    system.lonejupiter("down").orFail();
    assertThat(processes(data)).as("processes after down").isEmpty();
    assertThat(Files.exists(data)).isTrue();

    system.upAgain("--no-examples").orFail();
    assertThat(specs(system)).isEqualTo(before);
    assertThat(system.request("/hello").statusCode()).isEqualTo(200);

    var ports = ports(system);
    system.close();
    assertThat(processes(data)).as("processes after purge").isEmpty();
    assertThat(Files.exists(data)).as("the state folder").isFalse();
    ports.forEach((name, uri) -> assertThat(answers(uri)).as(name).isFalse());
  }

  private static void applyingTheSameFilesByHandChangesNothing(LoneJupiter system) {
    for (var file : new ExampleFiles(system.home().resolve("examples")).manifests()) {
      var applied = system.kubectl("apply", "-f", file.toString());
      assertThat(applied.orFail().lines())
          .isNotEmpty()
          .allMatch(line -> line.endsWith("unchanged"));
      assertThat(applied.err()).as("warnings").isEmpty();
    }
  }

  private static Map<String, JsonNode> specs(LoneJupiter system) {
    var specs = new TreeMap<String, JsonNode>();
    for (var kind : new String[] {"artifacts", "applicationmaps", "frontendconfigs", "apphosts"}) {
      for (var item : system.get(kind, "-A").path("items")) {
        specs.put(kind + item.at("/metadata/uid").asText(), item.path("spec"));
      }
    }
    return specs;
  }

  private static Map<String, URI> ports(LoneJupiter system) {
    var ports = new TreeMap<String, URI>();
    for (var name : new String[] {"LJ_ROUTER", "LJ_SERVER", "CONSUL_HTTP_ADDR"}) {
      ports.put(name, URI.create(system.variable(name)));
    }
    return ports;
  }

  private static boolean answers(URI uri) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Processes that name the state folder in their command line or run inside it. */
  private static List<String> processes(Path data) {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .filter(p -> workingFolder(p).startsWith(data) || commandLine(p).contains(data.toString()))
        .map(DownUpE2E::commandLine)
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static Path workingFolder(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
    } catch (IOException e) {
      return Path.of("/");
    }
  }
}
