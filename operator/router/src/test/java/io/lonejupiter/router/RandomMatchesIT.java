package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.router.table.Explanation;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random rules and requests: the real HAProxy against the definition, which looks at every match of
 * every rule.
 */
@Tag("thorough")
class RandomMatchesIT {
  private static final long SEED = Long.getLong("lj.random.seed", 7);
  private static final int REQUESTS = Integer.getInteger("lj.random.requests", 1_500);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> HOSTS = List.of("a.example.org", "*.example.org", "");
  private static final List<String> ASKED = List.of("a.example.org", "b.example.org", "c.org");
  private static final List<String> PATHS = List.of("/", "/s", "/s/", "/s/t", "/s/t/u", "/sx");
  private static final List<String> EXPRESSIONS = List.of("/s/.*", "/[a-z]+", ".*/t(/u)?");
  private static final List<String> NAMES = List.of("x-a", "X-B");
  private static final List<String> VALUES =
      List.of("1", "a b", "ü/%20", "x;y=\"<<|#'\\$&", "~-._+,", "2");
  private static final List<String> VALUE_EXPRESSIONS = List.of("[0-9]", "(1|a b)", ".*;.*");
  private static final List<String> METHODS = List.of("GET", "POST", "DELETE");

  /**
   * @param sentHost one of the ways in which clients write the host
   * @param sentPath one of the ways in which they may write the path
   */
  private record Request(
      String method,
      String host,
      String path,
      String sentHost,
      String sentPath,
      Map<String, String> headers,
      Map<String, String> cookies,
      Map<String, String> query) {}

  /** A match, with what decides between two that hold. */
  private record Entry(String host, RouteMatch match, int order, String answer) {}

  private final Random random = new Random(SEED);

  @Test
  void haproxyFindsTheRuleThatTheDefinitionNames(@TempDir Path consulFolder, @TempDir Path folder)
      throws InterruptedException {
    var tools = Tools.standard(System.err::println);
    try (var consul = ConsulServer.startForTest(tools.consul(), consulFolder);
        var stage = new Stage(consul.url(), tools.haproxy(), folder)) {
      var entries = new ArrayList<Entry>();
      var documents = new ArrayList<RouteDocument>();
      for (var number = 0; number < 12; number++) {
        documents.add(randomDocument(stage, number, entries));
      }
      for (var answer = 0; answer < 8; answer++) {
        stage.register(stage.app("app-" + answer, "v" + answer));
      }
      documents.forEach(stage::put);
      stage.start();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                var report = stage.report();
                assertThat(report).isNotNull();
                assertThat(report.applied().size() + report.errors().size())
                    .isEqualTo(documents.size());
                assertThat(report.backends().values())
                    .allMatch(all -> all.stream().allMatch(backend -> backend.healthy() > 0));
              });
      // Of two that claim the same the younger is refused as a whole.
      entries.removeIf(
          entry -> stage.report().errors().containsKey("prod." + nameOf(entry.order() / 100)));
      assertThat(entries.size()).isGreaterThan(40);
      var table =
          RouteReader.read(ConsulAddress.parse(consul.url(), null), stage.keys.cluster(), "default")
              .table();
      for (var number = 0; number < REQUESTS; number++) {
        var request = randomRequest();
        assertThat(ask(stage, request))
            .as("seed %d, request %d: %s", SEED, number, request)
            .isEqualTo(expected(entries, request))
            .isEqualTo(explained(table, request));
      }
    }
  }

  private static String nameOf(int number) {
    return "d" + (char) ('a' + number);
  }

  private RouteDocument randomDocument(Stage stage, int number, List<Entry> entries) {
    var host = pick(HOSTS);
    var routes = new ArrayList<Route>();
    for (var index = 0; index < 6; index++) {
      var answer = "v" + random.nextInt(8);
      var match = randomMatch();
      routes.add(route(asWritten(match), version(stage.app, answer, 100)));
      entries.add(new Entry(host, match, number * 100 + index, answer));
    }
    var array = routes.toArray(Route[]::new);
    return host.isEmpty()
        ? document(nameOf(number), "r1", array)
        : documentOf(nameOf(number), "r1", List.of(host), array);
  }

  private RouteMatch randomMatch() {
    var kind = random.nextInt(5);
    var path =
        kind == 0
            ? new PathMatch(PathMatchType.REGULAR_EXPRESSION, pick(EXPRESSIONS))
            : new PathMatch(
                kind == 1 ? PathMatchType.EXACT : PathMatchType.PATH_PREFIX, pick(PATHS));
    return new RouteMatch(
        path,
        randomValues(),
        random.nextBoolean() ? inCookies(randomValues()) : null,
        random.nextBoolean() ? randomValues() : null,
        random.nextInt(4) == 0 ? pick(METHODS) : null);
  }

  private List<ValueMatch> randomValues() {
    var values = new ArrayList<ValueMatch>();
    for (var name : NAMES) {
      if (random.nextInt(4) == 0) {
        values.add(
            random.nextInt(4) == 0
                ? new ValueMatch(ValueMatchType.REGULAR_EXPRESSION, name, pick(VALUE_EXPRESSIONS))
                : new ValueMatch(ValueMatchType.EXACT, name, pick(VALUES)));
      }
    }
    return values;
  }

  private static List<ValueMatch> inCookies(List<ValueMatch> values) {
    return values.stream()
        .map(each -> new ValueMatch(each.type(), each.name(), cookie(each.value())))
        .toList();
  }

  private Request randomRequest() {
    var host = pick(ASKED);
    var path = pick(PATHS);
    return new Request(
        pick(METHODS),
        host,
        path,
        pick(List.of(host, host, host.toUpperCase(Locale.ROOT), host + ":80", host + ".")),
        written(path),
        someValues(),
        someValues(),
        someValues());
  }

  private RouteMatch asWritten(RouteMatch match) {
    var path = match.path();
    return path.type() == PathMatchType.REGULAR_EXPRESSION
        ? match
        : new RouteMatch(
            new PathMatch(path.type(), written(path.value())),
            match.headers(),
            match.cookies(),
            match.queryParams(),
            match.method());
  }

  /** One of the ways to write a path. */
  private String written(String path) {
    return pick(
        List.of(
            path,
            path,
            "/.." + path,
            "/x/%2e%2E" + path,
            "/." + path,
            path.replace("s", "%73"),
            path.replace("/t", "/./y/../%74")));
  }

  private Map<String, String> someValues() {
    var values = new TreeMap<String, String>();
    for (var name : NAMES) {
      if (random.nextInt(3) > 0) {
        values.put(name, pick(VALUES));
      }
    }
    return values;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** A cookie cannot hold all that a header can. */
  private static String cookie(String value) {
    return value.matches("[^,;]*") ? value : "plain";
  }

  private static String ask(Stage stage, Request request) {
    var headers = new ArrayList<String>();
    request.headers().forEach((name, value) -> headers.add(name + ": " + value));
    request
        .cookies()
        .forEach((name, value) -> headers.add("Cookie: " + name + "=" + cookie(value)));
    var query = new ArrayList<String>();
    request
        .query()
        .forEach(
            (name, value) ->
                query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    var target = request.sentPath() + (query.isEmpty() ? "" : "?" + String.join("&", query));
    var answer =
        stage.ask(request.method(), request.sentHost(), target, headers.toArray(String[]::new));
    return answer.startsWith("404") ? "404" : answer;
  }

  private static String expected(List<Entry> entries, Request request) {
    return entries.stream()
        .filter(entry -> holds(entry, request))
        .min(
            Comparator.comparingInt((Entry entry) -> HOSTS.indexOf(entry.host()))
                .thenComparingInt(entry -> rank(entry.match().path().type()))
                .thenComparing(Comparator.comparingInt(RandomMatchesIT::length).reversed())
                .thenComparing(entry -> entry.match().method() == null)
                .thenComparing(most(RouteMatch::headers))
                .thenComparing(most(RouteMatch::cookies))
                .thenComparing(most(RouteMatch::queryParams))
                .thenComparingInt(Entry::order))
        .map(entry -> "200 " + entry.answer())
        .orElse("404");
  }

  /** What the command for it would say. */
  private static String explained(RouteTable table, Request request) {
    var cookies = new TreeMap<String, String>();
    request.cookies().forEach((name, value) -> cookies.put(name, cookie(value)));
    var asked =
        new io.lonejupiter.router.table.Request(
            request.method(),
            request.host(),
            request.sentPath(),
            request.headers(),
            cookies,
            request.query());
    return Explanation.of(table, asked)
        .found()
        .map(found -> "200 " + found.rule().groups().get(0).backend().replaceFirst(".*:", ""))
        .orElse("404");
  }

  private static int rank(PathMatchType type) {
    return List.of(PathMatchType.EXACT, PathMatchType.REGULAR_EXPRESSION, PathMatchType.PATH_PREFIX)
        .indexOf(type);
  }

  private static int length(Entry entry) {
    var path = entry.match().path();
    return path.type() == PathMatchType.PATH_PREFIX && path.value().endsWith("/")
        ? path.value().length() - 1
        : path.value().length();
  }

  private static Comparator<Entry> most(
      java.util.function.Function<RouteMatch, List<ValueMatch>> of) {
    return Comparator.comparingInt(
            (Entry entry) -> of.apply(entry.match()) == null ? 0 : of.apply(entry.match()).size())
        .reversed();
  }

  private static boolean holds(Entry entry, Request request) {
    var match = entry.match();
    return (entry.host().isEmpty()
            || entry.host().equals(request.host())
            || entry.host().startsWith("*") && request.host().endsWith(entry.host().substring(1)))
        && holds(match.path(), request.path())
        && (match.method() == null || match.method().equals(request.method()))
        && hold(match.headers(), request.headers(), false)
        && hold(match.cookies(), request.cookies(), true)
        && hold(match.queryParams(), request.query(), false);
  }

  private static boolean holds(PathMatch match, String path) {
    return switch (match.type()) {
      case EXACT -> path.equals(match.value());
      case REGULAR_EXPRESSION -> path.matches(match.value());
      case PATH_PREFIX -> (path + "/").startsWith(match.value().replaceFirst("/+$", "") + "/");
    };
  }

  private static boolean hold(
      List<ValueMatch> matches, Map<String, String> values, boolean cookies) {
    return matches == null
        || matches.stream()
            .allMatch(
                match -> {
                  var value = values.get(match.name());
                  var sent = value != null && cookies ? cookie(value) : value;
                  return sent != null
                      && (match.type() == ValueMatchType.EXACT
                          ? sent.equals(match.value())
                          : sent.matches(match.value()));
                });
  }
}
