package io.lonejupiter.router.table;

import static io.lonejupiter.router.Routes.createdAt;
import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.instance;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.ValueMatch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouteTableTest {

  @Test
  void theOlderDocumentKeepsWhatBothClaim() {
    var older = createdAt("2025-01-01T00:00:00Z", shop("zeta", "r1", "/shop"));
    var younger = createdAt("2026-01-01T00:00:00Z", shop("alpha", "r1", "/shop/"));
    var table = compose(Map.of(), older, younger);
    assertThat(table.accepted()).containsOnlyKeys("prod.zeta");
    assertThat(table.errors().get("prod.alpha")).contains("*/shop").contains("older prod.zeta");
  }

  @Test
  void ofTwoAsOldTheFirstByIdKeepsIt() {
    var table = compose(Map.of(), shop("b", "r1", "/"), shop("a", "r1", "/"));
    assertThat(table.accepted()).containsOnlyKeys("prod.a");
  }

  @Test
  void aDocumentThatClaimsTooMuchKeepsItsLastRevision() {
    var last = shop("b", "r1", "/b");
    var table = compose(Map.of("prod.b", last), shop("a", "r1", "/a"), shop("b", "r2", "/a"));
    assertThat(table.accepted().get("prod.b").revision()).isEqualTo("r1");
    assertThat(table.errors()).containsOnlyKeys("prod.b");
  }

  @Test
  void theSamePathOfAnotherHostIsNoConflict() {
    var backend = version("shop", "1", 100);
    var a = documentOf("a", "r1", List.of("a.example.org"), route(null, backend));
    var b = documentOf("b", "r1", List.of("*.example.org"), route(null, backend));
    assertThat(compose(Map.of(), a, b).errors()).isEmpty();
  }

  @Test
  void aNameThatIsAnIndexIsNotTakenForTheRouteWithThatIndex() {
    var named =
        new Route(
            "1",
            List.of(prefix("/one")),
            List.of(version("shop", "1", 100)),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    var unnamed = route(prefix("/two"), version("shop", "2", 100));
    assertThat(compose(Map.of(), document("a", "r1", named, unnamed)).rules())
        .extracting(Rule::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void whereRulesDoNotFitTogetherTheOneThatHasChangedGivesWay() {
    var faultless = document("young", "r1", route(prefix("/"), version("shop", "1", 100)));
    var small = createdAt("2020-01-01T00:00:00Z", document("old", "r1", crossed(2)));
    var before = byId(small, faultless);
    var large = createdAt("2020-01-01T00:00:00Z", document("old", "r2", crossed(40)));
    var table =
        RouteTable.compose(
            byId(large, faultless), before, Map.of(), Set.of(), Vocabulary.NONE, new Memo());
    assertThat(table.accepted().get("prod.young")).isEqualTo(faultless);
    assertThat(table.accepted().get("prod.old")).isEqualTo(small);
    assertThat(table.errors()).containsOnlyKeys("prod.old");
    assertThat(compose(Map.of(), large, faultless).errors()).isNotEmpty();
  }

  /** Each match asks for two headers, the first and the last that are left. */
  private static Route crossed(int matches) {
    var all = new java.util.ArrayList<RouteMatch>();
    for (var index = 0; index < matches; index++) {
      var pair =
          List.of(
              new ValueMatch(null, "h" + index, "1"),
              new ValueMatch(null, "h" + (2 * matches - 1 - index), "1"));
      all.add(new RouteMatch(prefix("/").path(), pair, null, null, null));
    }
    return new Route(
        null,
        all,
        List.of(version("shop", "1", 100)),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  @Test
  void onlyGreenInstancesThatDoNotDrainAreReady() {
    var green = instance("prod.s-1", "shop", "1", 1, true);
    var red = instance("prod.s-2", "shop", "1", 2, false);
    var draining = instance("prod.s-3", "shop", "1", 3, true);
    var otherVersion = instance("prod.s-4", "shop", "2", 4, true);
    var table =
        RouteTable.compose(
            byId(shop("a", "r1", "/")),
            Map.of(),
            Map.of("shop", List.of(green, red, draining, otherVersion)),
            Set.of("prod.s-3"),
            Vocabulary.NONE,
            new Memo());
    assertThat(table.rules().get(0).groups().get(0).members())
        .extracting(Target::instance, Target::ready)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("prod.s-1", true),
            org.assertj.core.groups.Tuple.tuple("prod.s-2", false),
            org.assertj.core.groups.Tuple.tuple("prod.s-3", false));
  }

  @Test
  void anInstanceOfAnotherNamespaceOrWithoutAnIpAddressIsLeftOut() {
    var good = instance("prod.s-1", "shop", "1", 1, true);
    var named =
        new ServiceInstance(
            "prod.s-2",
            "shop",
            "prod",
            "m",
            "1",
            "b",
            "r",
            "",
            "t",
            "host.local",
            2,
            "n",
            true,
            "");
    var foreign =
        new ServiceInstance(
            "test.s-3", "shop", "test", "m", "1", "b", "r", "", "t", "10.0.0.1", 3, "n", true, "");
    var table =
        RouteTable.compose(
            byId(shop("a", "r1", "/")),
            Map.of(),
            Map.of("shop", List.of(good, named, foreign)),
            Set.of(),
            Vocabulary.NONE,
            new Memo());
    assertThat(table.groups().values().iterator().next()).hasSize(1);
  }

  private static RouteDocument shop(String name, String revision, String path) {
    return document(name, revision, route(prefix(path), version("shop", "1", 100)));
  }

  private static RouteTable compose(Map<String, RouteDocument> before, RouteDocument... documents) {
    return RouteTable.compose(
        byId(documents), before, Map.of(), Set.of(), Vocabulary.NONE, new Memo());
  }

  private static Map<String, RouteDocument> byId(RouteDocument... documents) {
    var map = new TreeMap<String, RouteDocument>();
    for (var document : documents) {
      map.put(document.id(), document);
    }
    return map;
  }
}
