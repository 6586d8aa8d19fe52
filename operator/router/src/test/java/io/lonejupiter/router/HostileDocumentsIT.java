package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.createdAt;
import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.Balance;
import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.HeaderValue;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.PathModifierType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.model.RouteFilterType;
import io.lonejupiter.model.RouteLimits;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.RouteTimeouts;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.URLRewrite;
import io.lonejupiter.model.Unavailable;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever lies in the store, it changes no other route. */
@Tag("thorough")
class HostileDocumentsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long SEED = Long.getLong("lj.random.seed", 5);
  private static final int DOCUMENTS = Integer.getInteger("lj.random.documents", 200);
  private static final int ROUND = 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> VALUES =
      List.of(
          "null",
          "[]",
          "{}",
          "[null]",
          "-1",
          "0",
          "99999999999999999999",
          "1e400",
          "true",
          "\"\"",
          "\" \"",
          "\"*\"",
          "\"..\"",
          "\"a\\nquit\\n\"",
          "\"x if TRUE\\n  http-request deny\"",
          "\"%[src] | ~1 # << ' \\\\ ;\"",
          "\"\\u0000\\uD83D\\uDE00\\u202e\"",
          "\"1.0.0}\\n\\nset server s0/i1 state maint\\n\"",
          "\"1;set server s0/i1 state maint\"",
          "\"(a+)+$\"",
          "\"(?R)(?{die})\"",
          "\"" + "x".repeat(100_000) + "\"");

  @RegisterExtension static final Stages STAGES = new Stages();

  private final Random random = new Random(SEED);

  @Test
  void noneChangesAnotherRoute() throws IOException {
    var stage = STAGES.stage();
    stage.register(stage.app("shop-1", "1.0.0"));
    stage.register(stage.app("shop-2", "2.0.0"));
    var shop =
        document(
            "shop",
            "r0",
            route(prefix("/shop"), version(stage.app, "1.0.0", null)),
            route(prefix("/next"), version(stage.app, "2.0.0", null)));
    stage.put(shop);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.raw("any", "/shop").equals("200 1.0.0"));
    // Who comes to it later must not be earlier than its first check.
    await().atMost(LIMIT).until(() -> stage.raw("any", "/next").equals("200 2.0.0"));

    try (var clients = new Clients(stage, "/shop")) {
      for (var number = 0; number < DOCUMENTS; number++) {
        stage.putRaw(stage.keys.route("prod", "hostile" + number), hostile(stage, number));
        if (number % ROUND == ROUND - 1) {
          var wanted = number / ROUND % 2 == 0 ? "2.0.0" : "1.0.0";
          var next =
              document(
                  "shop", "r" + number, route(prefix("/shop"), version(stage.app, wanted, null)));
          stage.put(next);
          await()
              .atMost(LIMIT)
              .alias("seed " + SEED + ", after document " + number)
              .until(() -> stage.raw("any", "/shop").equals("200 " + wanted));
        }
      }
      await().atMost(LIMIT).until(() -> stage.report().errors().size() > DOCUMENTS / 4);
      assertThat(clients.failed).as("seed %d: %s", SEED, clients.failures).hasValue(0);
      assertThat(clients.good.get()).isGreaterThan(100);
    }
    System.out.printf(
        "%d hostile documents: %d not obeyed, %d harmless%n",
        DOCUMENTS, stage.report().errors().size(), stage.report().applied().size() - 1);
  }

  /** Cut short, with bytes that are others, or with values that nobody would write. */
  private byte[] hostile(Stage stage, int number) throws IOException {
    var good = Documents.write(full(stage, number));
    switch (random.nextInt(4)) {
      case 0:
        return Arrays.copyOf(good, random.nextInt(good.length));
      case 1:
        for (var count = 1 + random.nextInt(5); count > 0; count--) {
          good[random.nextInt(good.length)] = (byte) random.nextInt(256);
        }
        return good;
      default:
        var tree = JSON.readTree(good);
        for (var count = 1 + random.nextInt(3); count > 0; count--) {
          spoil(tree);
        }
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Gives a node somewhere below another value. */
  private void spoil(JsonNode tree) throws IOException {
    var node = tree;
    while (true) {
      var names = new ArrayList<String>();
      node.fieldNames().forEachRemaining(names::add);
      if (node.isEmpty()) {
        return;
      }
      var name = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
      var index = random.nextInt(node.size());
      var child = node.isArray() ? node.get(index) : node.get(name);
      if (child.isEmpty() || random.nextInt(4) == 0) {
        var value = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        if (node instanceof ObjectNode object) {
          object.set(name, value);
        } else if (node instanceof ArrayNode array) {
          array.set(index, value);
        }
        return;
      }
      node = child;
    }
  }

  /** One that uses all there is, for a host of its own, and younger than the good one. */
  private static io.lonejupiter.core.document.RouteDocument full(Stage stage, int number) {
    var headers =
        new HeaderModifier(List.of(new HeaderValue("X-Env", "a b")), null, List.of("X-D"));
    var rewrite =
        new URLRewrite(
            "in.example.org",
            new PathModifier(PathModifierType.REPLACE_PREFIX_MATCH, null, "/new"));
    var route =
        new Route(
            "all",
            List.of(
                new RouteMatch(
                    new PathMatch(PathMatchType.PATH_PREFIX, "/hostile"),
                    List.of(new ValueMatch(ValueMatchType.EXACT, "x-a", "1")),
                    List.of(new ValueMatch(ValueMatchType.REGULAR_EXPRESSION, "b", "[0-9]+")),
                    List.of(new ValueMatch(ValueMatchType.EXACT, "q", "2")),
                    "GET")),
            List.of(
                version(stage.app, "1.0.0", 90),
                new BackendRef(
                    stage.app, null, null, Map.of("version", "2.0.0", "map", "shop"), 10)),
            100,
            new Stickiness(StickinessType.COOKIE, "c", "5m", true),
            new Balance(BalanceType.HASH_HEADER, "X-User"),
            List.of(
                new RouteOverride(
                    List.of(new ValueMatch(ValueMatchType.EXACT, "x-qa", "1")),
                    null,
                    version(stage.app, "2.0.0", null))),
            new RouteTimeouts("3s", "30s", "1h"),
            Unavailable.REDISTRIBUTE,
            List.of(
                new RouteFilter(RouteFilterType.REQUEST_HEADER_MODIFIER, headers, null, null, null),
                new RouteFilter(RouteFilterType.URL_REWRITE, null, null, null, rewrite)),
            new RouteLimits(10, "1Mi"));
    return createdAt(
        "2026-02-01T00:00:00Z",
        documentOf("hostile" + number, "r1", List.of("hostile" + number + ".example.org"), route));
  }
}
