package io.lonejupiter.router.export;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.instance;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.HeaderValue;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.PathModifierType;
import io.lonejupiter.model.RequestRedirect;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.model.RouteFilterType;
import io.lonejupiter.model.RouteLimits;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.URLRewrite;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table with something of everything. */
final class ExportSample {
  private ExportSample() {}

  static RouteTable table() {
    var instances =
        Map.of(
            "shop",
            List.of(
                instance("prod.s-1", "shop", "1.0.0", 8001, true),
                instance("prod.s-2", "shop", "1.0.0", 8002, true),
                instance("prod.s-3", "shop", "1.1.0", 8003, true),
                instance("prod.s-4", "shop", "1.1.0", 8004, false)));
    var documents = Map.of("prod.shop", shop(), "prod.web", web());
    return RouteTable.compose(
        documents, Map.of(), instances, Set.of(), Vocabulary.NONE, new Memo());
  }

  private static RouteDocument shop() {
    var canary =
        new Route(
            "shop",
            List.of(prefix("/shop")),
            List.of(version("shop", "1.0.0", 95), version("shop", "1.1.0", 5)),
            100,
            new Stickiness(StickinessType.COOKIE, "user", null, null),
            null,
            List.of(
                new RouteOverride(
                    List.of(new ValueMatch(ValueMatchType.EXACT, "X-QA", "yes")),
                    null,
                    version("shop", "1.1.0", null))),
            null,
            null,
            List.of(
                new RouteFilter(
                    RouteFilterType.REQUEST_HEADER_MODIFIER,
                    new HeaderModifier(
                        List.of(new HeaderValue("X-Env", "a b")), null, List.of("X-Debug")),
                    null,
                    null,
                    null),
                new RouteFilter(
                    RouteFilterType.URL_REWRITE,
                    null,
                    null,
                    null,
                    new URLRewrite(
                        null, new PathModifier(PathModifierType.REPLACE_PREFIX_MATCH, null, "/")))),
            new RouteLimits(100, "1k"));
    return document("shop", "r1", canary);
  }

  private static RouteDocument web() {
    var one = List.of(version("shop", "1.0.0", null));
    var special =
        new RouteMatch(
            new PathMatch(PathMatchType.REGULAR_EXPRESSION, "/v[0-9]+/.*"),
            List.of(new ValueMatch(ValueMatchType.REGULAR_EXPRESSION, "X-Tenant", "a|b")),
            List.of(new ValueMatch(ValueMatchType.EXACT, "beta", "1.0")),
            List.of(new ValueMatch(ValueMatchType.EXACT, "q", "2")),
            "GET");
    var redirect =
        new RouteFilter(
            RouteFilterType.REQUEST_REDIRECT,
            null,
            null,
            new RequestRedirect("https", null, null, null, 301),
            null);
    var exact = new RouteMatch(new PathMatch(PathMatchType.EXACT, "/old"), null, null, null, null);
    return documentOf(
        "web",
        "r1",
        List.of("www.example.org", "*.example.com"),
        new Route("special", List.of(special), one, null, null, null, null, null, null, null, null),
        new Route("all", null, one, null, null, null, null, null, null, null, null),
        new Route(
            "old",
            List.of(exact),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(redirect),
            null));
  }
}
