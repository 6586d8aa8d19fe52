package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.exact;
import static io.lonejupiter.router.Routes.instance;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.Balance;
import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.HeaderValue;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.PathModifierType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.model.RouteFilterType;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.URLRewrite;
import io.lonejupiter.model.Unavailable;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.router.haproxy.Changes;
import io.lonejupiter.router.haproxy.ProxyState;
import io.lonejupiter.router.haproxy.ProxyState.MapFile;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.RouteIntake;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Vocabulary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final int ROUNDS = 600;
  private static final List<String> APPS = List.of("shop", "api");
  private static final List<String> VERSIONS = List.of("1.0.0", "2.0.0");

  private final Random random = new Random(11);
  private final TreeMap<String, RouteDocument> documents = new TreeMap<>();
  private final TreeMap<String, List<ServiceInstance>> instances = new TreeMap<>();
  private final TreeMap<String, DrainDocument> drains = new TreeMap<>();
  private final TreeSet<String> idle = new TreeSet<>();

  /** What is remembered of earlier rounds must be what would be reckoned anew. */
  @Test
  void whatIsRememberedIsWhatWouldBeReckonedAnew() {
    APPS.forEach(app -> instances.put(app, List.of()));
    var memo = new Memo();
    var allocation = Allocation.empty(2, 1);
    var known = Vocabulary.NONE;
    Map<String, RouteDocument> accepted = Map.of();
    Optional<Plan> before = Optional.empty();
    var actual = ProxyState.of(RouteTable.NONE, allocation, Map.of(), Optional.empty(), new Memo());
    for (var round = 0; round < ROUNDS; round++) {
      change(round);
      var inputs =
          new Inputs(
              new RouteIntake(Map.copyOf(documents), Map.of(), Map.of()),
              Map.copyOf(drains),
              Map.copyOf(instances),
              Optional.empty());
      var leaving = allocation.leaving();
      idle.clear();
      leaving.stream().filter(name -> random.nextBoolean()).forEach(idle::add);
      var remembered = Plan.of(inputs, accepted, allocation, Set.copyOf(idle), known, before, memo);
      var anew =
          Plan.of(
              inputs, accepted, allocation, Set.copyOf(idle), known, Optional.empty(), new Memo());
      assertThat(remembered.table()).as("round %d", round).isEqualTo(anew.table());
      assertThat(remembered.allocation()).as("round %d", round).isEqualTo(anew.allocation());
      assertThat(remembered.wanted()).as("round %d", round).isEqualTo(anew.wanted());
      assertThat(Changes.between(actual, remembered.wanted(), false))
          .as("round %d", round)
          .containsExactlyInAnyOrderElementsOf(
              Changes.between(plain(actual), plain(remembered.wanted()), false));
      assertThat(actual.after(remembered.wanted()))
          .as("round %d", round)
          .isEqualTo(plain(actual).after(plain(remembered.wanted())));
      actual =
          random.nextInt(20) == 0 ? plain(remembered.wanted()) : actual.after(remembered.wanted());
      before = Optional.of(remembered);
      allocation = remembered.allocation();
      accepted = remembered.table().accepted();
      known = random.nextInt(20) == 0 ? Vocabulary.NONE : remembered.table().vocabulary();
    }
    assertThat(known.features()).isNotEmpty();
    assertThat(allocation.slots().size()).isGreaterThan(4);
  }

  /** As it would be read from HAProxy: of no parts. */
  private static ProxyState plain(ProxyState state) {
    var maps = new EnumMap<MapFile, Map<String, String>>(MapFile.class);
    state
        .maps()
        .forEach(
            (map, entries) ->
                maps.put(map, map == MapFile.WILDCARD ? entries : new HashMap<>(entries)));
    return new ProxyState(maps, new HashMap<>(state.servers()));
  }

  private void change(int round) {
    switch (random.nextInt(6)) {
      case 0, 1, 2 -> {
        var name = "d" + random.nextInt(6);
        documents.put("prod." + name, randomDocument(name, "r" + round));
      }
      case 3 -> documents.remove("prod.d" + random.nextInt(6));
      case 4 -> {
        var app = pick(APPS);
        var all = new ArrayList<ServiceInstance>();
        for (var number = 0; number < random.nextInt(4); number++) {
          var id = "prod." + app + "-" + number;
          all.add(instance(id, app, pick(VERSIONS), 8_000 + number, random.nextInt(4) > 0));
        }
        instances.put(app, List.copyOf(all));
      }
      default -> {
        var id = pick(APPS) + "-" + random.nextInt(4);
        if (drains.remove("prod." + id) == null) {
          drains.put("prod." + id, new DrainDocument(1, "prod", id, "shop", "", null, "5m"));
        }
      }
    }
  }

  private RouteDocument randomDocument(String name, String revision) {
    var routes = new ArrayList<Route>();
    for (var index = 0; index <= random.nextInt(3); index++) {
      routes.add(randomRoute());
    }
    var array = routes.toArray(Route[]::new);
    return random.nextBoolean()
        ? document(name, revision, array)
        : documentOf(name, revision, List.of(pick(List.of("a.org", "*.org"))), array);
  }

  private Route randomRoute() {
    var path = pick(List.of("/", "/a", "/a/b", "/c"));
    var plain = random.nextInt(4) == 0 ? exact(path) : prefix(path);
    var headers =
        random.nextInt(3) == 0
            ? List.of(new ValueMatch(ValueMatchType.EXACT, "x-" + random.nextInt(3), "1"))
            : null;
    var app = pick(APPS);
    var weight = 10 * random.nextInt(11);
    return new Route(
        random.nextBoolean() ? "named" : null,
        List.of(new RouteMatch(plain.path(), headers, null, null, null)),
        List.of(version(app, "1.0.0", weight), version(app, "2.0.0", 100 - weight)),
        100,
        random.nextInt(3) == 0
            ? new Stickiness(StickinessType.COOKIE, null, "1m", random.nextBoolean())
            : null,
        random.nextInt(3) == 0 ? new Balance(BalanceType.LEAST_CONNECTIONS, null) : null,
        null,
        null,
        random.nextBoolean() ? Unavailable.REDISTRIBUTE : null,
        plain.path().type() == prefix("/").path().type() && random.nextInt(3) == 0
            ? filters()
            : null,
        null);
  }

  private List<RouteFilter> filters() {
    var set = List.of(new HeaderValue("x-set-" + random.nextInt(3), "v" + random.nextInt(2)));
    var path = new PathModifier(PathModifierType.REPLACE_PREFIX_MATCH, null, "/new");
    return List.of(
        new RouteFilter(
            RouteFilterType.REQUEST_HEADER_MODIFIER,
            new HeaderModifier(set, null, null),
            null,
            null,
            null),
        new RouteFilter(RouteFilterType.URL_REWRITE, null, null, null, new URLRewrite(null, path)));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
