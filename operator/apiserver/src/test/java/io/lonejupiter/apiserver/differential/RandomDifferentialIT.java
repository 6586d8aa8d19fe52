package io.lonejupiter.apiserver.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.ApiServer;
import io.lonejupiter.apiserver.ApiServerSettings;
import io.lonejupiter.apiserver.MemoryStore;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes at random: schemas, objects and sequences of writes from a seed go to this server and to a
 * real one, and each answer is compared. {@code -Dlj.random.steps=10000} takes longer, {@code
 * -Dlj.random.seed=7} is another sequence; a difference names the seed and the round it is in,
 * {@code -Dlj.random.round=3} runs that round alone.
 */
class RandomDifferentialIT {
  private static final long SEED = Long.getLong("lj.random.seed", 1);
  private static final int STEPS = Integer.getInteger("lj.random.steps", 400);
  private static final int ONLY = Integer.getInteger("lj.random.round", -1);
  private static final int STEPS_A_ROUND = 200;
  private static final int ENOUGH = 8;
  private static final List<String> MANAGERS = List.of("one", "two", "three");
  private static final String NAMESPACE = "/namespaces/default/";

  private final List<String> differences = new ArrayList<>();
  private int compared;

  @Test
  void bothServersAnswerRandomWritesAlike(@TempDir Path directory) throws Exception {
    Assumptions.assumeTrue(Reference.isPresent(), "no reference API: LJ_REFERENCE_API is not set");
    int rounds = Math.max(1, STEPS / STEPS_A_ROUND);
    List<JsonNode> definitions = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      definitions.add(new RandomSchema(random(round)).definition(round));
    }
    ApiServer server =
        ApiServer.start(
            ApiServerSettings.onLoopback(directory, 0),
            new MemoryStore(),
            definitions,
            request -> List.of(),
            () -> {});
    try (server;
        Reference reference = Reference.start("refserver")) {
      Side ours = new Side(directory.resolve("kubeconfig"), home(directory, "ours"));
      Side theirs = new Side(reference.kubeconfig(), home(directory, "theirs"));
      for (int round = 0; round < rounds && differences.size() < ENOUGH; round++) {
        if (ONLY < 0 || ONLY == round) {
          theirs.define(definitions.get(round));
          new Round(round, definitions.get(round), theirs, ours).run();
        }
      }
    }
    System.out.printf(
        "random differential: seed %d, %d steps compared, %d differences%n",
        SEED, compared, differences.size());
    assertThat(differences).isEmpty();
  }

  private static Random random(int round) {
    return new Random(SEED * 1_000_003 + round);
  }

  private static Path home(Path directory, String name) throws IOException {
    return Files.createDirectories(directory.resolve("home-" + name));
  }

  /** The writes to objects of one definition. */
  private final class Round {
    private final int number;
    private final JsonNode definition;
    private final JsonNode spec;
    private final JsonNode status;
    private final Side[] sides;
    private final Random random;
    private final RandomValue values;
    private final String kind;
    private final String path;
    private final JsonNode[] last = new JsonNode[2];
    private final List<Map<String, String>> versions = List.of(new HashMap<>(), new HashMap<>());
    private int object;

    Round(int number, JsonNode definition, Side theirs, Side ours) {
      this.number = number;
      this.definition = definition;
      JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema/properties");
      this.spec = schema.path("spec");
      this.status = schema.path("status");
      this.sides = new Side[] {theirs, ours};
      this.random = new Random(SEED * 31 + number);
      this.values = new RandomValue(random);
      this.kind = definition.at("/spec/names/kind").asText();
      this.path =
          "/apis/"
              + RandomSchema.GROUP
              + "/v1"
              + NAMESPACE
              + definition.at("/spec/names/plural").asText();
    }

    void run() {
      for (int step = 0; step < STEPS_A_ROUND && differences.size() < ENOUGH; step++) {
        if (step % 25 == 0 || last[0] == null && random.nextInt(4) == 0) {
          object++;
          last[0] = null;
          last[1] = null;
        }
        boolean alike = step(step);
        if (!alike) {
          object++;
          last[0] = null;
          last[1] = null;
        }
      }
    }

    private boolean step(int step) {
      if (last[0] == null) {
        return random.nextInt(3) == 0 ? apply(step) : create(step);
      }
      return switch (random.nextInt(12)) {
        case 0, 1 -> replace(step);
        case 2, 3 -> merge(step);
        case 4, 5 -> jsonPatch(step);
        case 6 -> status(step);
        default -> apply(step);
      };
    }

    private ObjectNode header() {
      ObjectNode body = Json.object();
      body.put("apiVersion", RandomSchema.GROUP + "/v1").put("kind", kind);
      ObjectNode metadata = body.putObject("metadata").put("name", "o" + object);
      if (random.nextInt(5) == 0) {
        metadata.putObject("labels").put("l", MANAGERS.get(random.nextInt(2)));
      }
      if (random.nextInt(12) == 0) {
        metadata.putArray("finalizers").add("random.test/" + random.nextInt(2));
      }
      return body;
    }

    private String query() {
      String query = "?fieldManager=" + MANAGERS.get(random.nextInt(3));
      query += random.nextInt(10) == 0 ? "&dryRun=All" : "";
      return query
          + switch (random.nextInt(10)) {
            case 0 -> "&fieldValidation=Strict";
            case 1 -> "&fieldValidation=Ignore";
            default -> "";
          };
    }

    private boolean create(int step) {
      ObjectNode body = header();
      body.set("spec", values.of(spec, 2));
      if (random.nextInt(4) == 0) {
        body.set("status", values.of(status, 1));
      }
      return both(step, "POST", path + query(), "application/json", body, body);
    }

    private boolean replace(int step) {
      ObjectNode body = header();
      body.set("spec", values.of(spec, 2));
      ObjectNode[] bodies = {body, body.deepCopy()};
      boolean unconditional = random.nextInt(10) == 0;
      for (int side = 0; side < 2 && !unconditional; side++) {
        String version = last[side].at("/metadata/resourceVersion").asText();
        ((ObjectNode) bodies[side].get("metadata")).put("resourceVersion", version);
      }
      return both(
          step, "PUT", path + "/o" + object + query(), "application/json", bodies[0], bodies[1]);
    }

    private boolean merge(int step) {
      ObjectNode body = Json.object();
      body.set("spec", values.of(spec, 3));
      return both(
          step,
          "PATCH",
          path + "/o" + object + query(),
          "application/merge-patch+json",
          body,
          body);
    }

    private boolean status(int step) {
      ObjectNode body = header();
      ((ObjectNode) body.get("metadata")).remove("finalizers");
      body.set("status", values.of(status, 1));
      boolean applies = random.nextBoolean();
      if (!applies) {
        body.remove(List.of("apiVersion", "kind", "metadata"));
      }
      String force = applies && random.nextBoolean() ? "&force=true" : "";
      return both(
          step,
          "PATCH",
          path + "/o" + object + "/status" + query() + force,
          applies ? "application/apply-patch+yaml" : "application/merge-patch+json",
          body,
          body);
    }

    private boolean apply(int step) {
      ObjectNode body = header();
      body.set("spec", values.of(spec, 1));
      String force = random.nextInt(3) > 0 ? "&force=true" : "";
      return both(
          step,
          "PATCH",
          path + "/o" + object + query() + force,
          "application/apply-patch+yaml",
          body,
          body);
    }

    private boolean jsonPatch(int step) {
      List<String> places = new ArrayList<>();
      places("/spec", last[0].path("spec"), places);
      ArrayNode patch = JsonNodeFactory.instance.arrayNode();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        String place = places.isEmpty() ? "/spec" : places.get(random.nextInt(places.size()));
        ObjectNode operation = patch.addObject();
        switch (random.nextInt(6)) {
          case 0, 1 -> operation.put("op", "remove").put("path", place);
          case 2 ->
              operation
                  .put("op", "copy")
                  .put("from", place)
                  .put("path", places.get(random.nextInt(places.size())));
          case 3 ->
              operation
                  .put("op", "test")
                  .put("path", place)
                  .set("value", last[0].at(place).deepCopy());
          default -> {
            JsonNode whole = values.of(spec, 1);
            JsonNode value = whole.isObject() && !whole.isEmpty() ? whole.iterator().next() : whole;
            operation
                .put("op", random.nextBoolean() ? "add" : "replace")
                .put("path", place)
                .set("value", value);
          }
        }
      }
      return both(
          step,
          "PATCH",
          path + "/o" + object + query(),
          "application/json-patch+json",
          patch,
          patch);
    }

    private static void places(String at, JsonNode value, List<String> places) {
      places.add(at);
      if (value.isObject()) {
        value.properties().forEach(f -> places(at + "/" + f.getKey(), f.getValue(), places));
      }
      for (int i = 0; value.isArray() && i < value.size(); i++) {
        places(at + "/" + i, value.get(i), places);
      }
    }

    /** Whether both answer alike. */
    private boolean both(
        int step, String method, String url, String type, JsonNode first, JsonNode second) {
      Side.Answer theirs;
      try {
        theirs = sides[0].exchange(method, url, type, first.toString());
      } catch (UncheckedIOException e) {
        System.out.printf("the reference hung up on %s %s %s%n", method, url, first);
        return false;
      }
      Side.Answer ours = sides[1].exchange(method, url, type, second.toString());
      compared++;
      JsonNode expected = RandomAnswer.of(theirs, versions.get(0));
      JsonNode actual = RandomAnswer.of(ours, versions.get(1));
      if (theirs.code() < 300 && ours.code() < 300 && !url.contains("dryRun")) {
        last[0] = theirs.body();
        last[1] = ours.body();
      }
      if (expected.equals(actual)) {
        return true;
      }
      differences.add(
          "seed %d round %d step %d: %s %s (%s)%n%s%n  differs: %s%n  before: %s%n  theirs: %s%n  ours:   %s%n  schema: %s%n"
              .formatted(
                  SEED,
                  number,
                  step,
                  method,
                  url,
                  type,
                  first,
                  RandomAnswer.distance("", expected, actual),
                  last[0] == null ? "" : GoText.json(last[0]),
                  GoText.json(expected),
                  GoText.json(actual),
                  GoText.json(definition.at("/spec/versions/0/schema"))));
      return false;
    }
  }
}
