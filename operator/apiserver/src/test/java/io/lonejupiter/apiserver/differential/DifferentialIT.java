package io.lonejupiter.apiserver.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.ApiServer;
import io.lonejupiter.apiserver.ApiServerSettings;
import io.lonejupiter.apiserver.MemoryStore;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the same steps against this server and against a real Kubernetes API and compares what they
 * answer. Where no real one is at hand, the answers it once gave, kept in {@code recorded/}, stand
 * for it.
 *
 * <p>{@code -Dlj.differential.cases=patch/} runs the cases whose names begin so; {@code
 * -Dlj.differential.write=true} records the answers of the real API anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialIT {
  private static final Path FOLDER = Path.of("src/test/resources/differential");
  private static final String CHOSEN = System.getProperty("lj.differential.cases", "");
  private static final boolean WRITE = Boolean.getBoolean("lj.differential.write");
  private static final JsonMapper PRETTY =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private Path directory;
  private final Map<String, Reference> references = new HashMap<>();
  private final Map<String, Side> sides = new HashMap<>();
  private final Map<String, Set<String>> defined = new ConcurrentHashMap<>();
  private final Differences differences = Differences.read(FOLDER.resolve("differences.yaml"));
  private ApiServer server;
  private Side embedded;
  private int steps;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    this.directory = directory;
    server =
        ApiServer.start(
            ApiServerSettings.onLoopback(directory, 0),
            new MemoryStore(),
            List.of(),
            request -> List.of(),
            () -> {});
    embedded = new Side(directory.resolve("kubeconfig"), home("embedded"));
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    server.close();
    for (Reference reference : references.values()) {
      reference.close();
    }
    System.out.printf(
        "differential: %d steps compared with %s; known differences: %d%n",
        steps,
        Reference.isPresent() ? references.keySet() : "recorded answers",
        differences.size());
  }

  private Path home(String name) {
    try {
      return Files.createDirectories(directory.resolve("home-" + name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> bothServersAnswerAlike() {
    List<Case> cases = Case.under(FOLDER.resolve("cases"), CHOSEN);
    assertThat(cases).as("cases that begin with \"" + CHOSEN + "\"").isNotEmpty();
    return cases.stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> compare(each)));
  }

  @TestFactory
  Stream<DynamicTest> everyListedDifferenceIsOneOfAStepThatExists() {
    Set<String> known = new HashSet<>();
    for (Case each : Case.under(FOLDER.resolve("cases"), "")) {
      numbers(each.steps()).forEach(number -> known.add(each.name() + "#" + number));
    }
    return differences.keys().stream()
        .map(
            key ->
                DynamicTest.dynamicTest(
                    key, () -> assertThat(known).as("differences.yaml").contains(key)));
  }

  private static List<String> numbers(List<Step> steps) {
    List<String> numbers = new ArrayList<>();
    for (Step step : steps) {
      numbers.add(step.number());
      numbers.addAll(numbers(step.inside()));
    }
    return numbers;
  }

  private void compare(Case each) throws IOException {
    CompletableFuture<Map<String, JsonNode>> expected =
        Reference.isPresent()
            ? CompletableFuture.supplyAsync(() -> onReference(each))
            : CompletableFuture.completedFuture(recorded(each));
    Map<String, JsonNode> actual;
    try {
      define("embedded", embedded, each);
      actual = embedded.run(each);
    } finally {
      expected.exceptionally(failure -> null).join();
    }
    if (Reference.isPresent()) {
      checkRecording(each, expected.join());
    }
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, JsonNode> answer : expected.join().entrySet()) {
      steps++;
      String number = answer.getKey();
      JsonNode ours = actual.get(number);
      boolean same = answer.getValue().equals(ours);
      boolean listed = differences.lists(each.name(), number);
      if (!same && !listed) {
        complaints.add(
            "step " + number + " (Kubernetes | ours):\n" + Deviation.of(answer.getValue(), ours));
      } else if (same && listed) {
        complaints.add(
            "step " + number + " is listed in differences.yaml and does not differ any more");
      }
    }
    if (!complaints.isEmpty()) {
      fail(each.name() + " (" + each.about() + ")\n" + String.join("\n", complaints));
    }
  }

  private Map<String, JsonNode> onReference(Case each) {
    Side side = sides.computeIfAbsent(each.on(), this::startReference);
    define(each.on(), side, each);
    return side.run(each);
  }

  private void define(String name, Side side, Case each) {
    for (String crd : each.crds()) {
      if (defined.computeIfAbsent(name, ignored -> new HashSet<>()).add(crd)) {
        try {
          side.define(Case.yaml(FOLDER.resolve("crds/" + crd + ".yaml")));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private Side startReference(String flavour) {
    Reference reference = Reference.start(flavour);
    references.put(flavour, reference);
    return new Side(reference.kubeconfig(), home(flavour));
  }

  private static Path recording(Case each) {
    return FOLDER.resolve("recorded/" + each.name() + ".json");
  }

  private static Map<String, JsonNode> recorded(Case each) throws IOException {
    Path file = recording(each);
    assertThat(file).as("run once with LJ_REFERENCE_API and -Dlj.differential.write=true").exists();
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    Json.parse(Files.readAllBytes(file))
        .properties()
        .forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
    return answers;
  }

  private static void checkRecording(Case each, Map<String, JsonNode> answers) throws IOException {
    if (WRITE) {
      ObjectNode all = Json.object();
      all.setAll(answers);
      Files.createDirectories(recording(each).getParent());
      Files.writeString(
          recording(each), PRETTY.writeValueAsString(PRETTY.treeToValue(all, Object.class)) + "\n");
      return;
    }
    assertThat(answers)
        .as("the recorded answers are those of the real API")
        .isEqualTo(recorded(each));
  }
}
