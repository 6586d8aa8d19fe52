package io.lonejupiter.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placement.Unplaceable;
import io.lonejupiter.core.unit.Quantities;
import io.lonejupiter.model.PlacementSpec;
import io.lonejupiter.model.PortRange;
import io.lonejupiter.model.RunSpec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Puzzles: hosts, what is to be placed, and word by word what comes of it. Written anew by {@code
 * -Dlj.golden.write=true}, to be read before they are committed.
 */
class PlacementPuzzlesTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String EXPECTED = "expected: |\n";

  private record Host(
      String name,
      Set<String> tags,
      boolean away,
      boolean cordoned,
      boolean drained,
      String cpu,
      String memory,
      String usedCpu,
      String usedMemory,
      PortRange ports,
      List<Integer> taken,
      Map<String, Integer> instances) {

    HostState state() {
      var used = new HashMap<Integer, String>();
      if (taken != null) {
        taken.forEach(port -> used.put(port, "default/other-0"));
      }
      return new HostState(
          name,
          "10.0.0.1",
          !away,
          cordoned,
          drained,
          tags == null ? Set.of() : tags,
          ports == null ? new PortRange(20_000, 20_099) : ports,
          Quantities.cpuMillis(cpu),
          Quantities.memoryBytes(memory),
          Quantities.cpuMillis(usedCpu),
          Quantities.memoryBytes(usedMemory),
          used,
          instances == null ? Map.of() : instances);
    }
  }

  private record Puzzle(
      String why,
      List<Host> hosts,
      int instances,
      PlacementSpec placement,
      RunSpec run,
      String expected) {}

  @TestFactory
  Stream<DynamicTest> puzzles() throws IOException, URISyntaxException {
    var folder = Path.of(Objects.requireNonNull(getClass().getResource("/placement")).toURI());
    var files = new ArrayList<Path>();
    try (var all = Files.list(folder)) {
      all.sorted().forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(12);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> solve(file)));
  }

  private static void solve(Path file) throws IOException {
    var puzzle = YAML.readValue(file.toFile(), Puzzle.class);
    var solution = solution(puzzle);
    if (Boolean.getBoolean("lj.golden.write")) {
      write(file, solution);
    } else {
      assertThat(solution).as(puzzle.why()).isEqualTo(puzzle.expected());
    }
  }

  private static void write(Path compiled, String solution) throws IOException {
    var source = Path.of("src/test/resources/placement").resolve(compiled.getFileName().toString());
    var text = Files.readString(source);
    var end = text.indexOf(EXPECTED);
    var head = end < 0 ? text.stripTrailing() + "\n" : text.substring(0, end);
    Files.writeString(source, head + EXPECTED + solution.indent(2));
  }

  private static String solution(Puzzle puzzle) {
    var hosts = new ArrayList<HostState>();
    puzzle.hosts().forEach(host -> hosts.add(host.state()));
    var text = new StringBuilder();
    for (var number = 0; number < puzzle.instances(); number++) {
      var request =
          PlacementRequest.of("default/web", "web-" + number, puzzle.placement(), puzzle.run());
      var placement = Placer.place(request, hosts);
      text.append("web-").append(number);
      if (placement instanceof Placed placed) {
        text.append(" on ").append(placed.host());
        placed
            .ports()
            .forEach(p -> text.append(", ").append(p.name()).append(' ').append(p.port()));
        text.append('\n');
        hosts.replaceAll(h -> h.name().equals(placed.host()) ? h.with(request, placed) : h);
      } else if (placement instanceof Unplaceable unplaceable) {
        text.append(" nowhere\n");
        unplaceable
            .hosts()
            .forEach(
                h ->
                    text.append("  ")
                        .append(h.host())
                        .append(": ")
                        .append(h.reason())
                        .append('\n'));
        text.append("  ").append(unplaceable.suggestion()).append('\n');
      }
    }
    return text.toString();
  }
}
