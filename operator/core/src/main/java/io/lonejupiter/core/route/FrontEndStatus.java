package io.lonejupiter.core.route;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.model.BackendStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.FrontEndConfigStatus;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouterStatus;
import io.lonejupiter.model.Unavailable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says in a FrontEndConfig's status what every live router of its group does with it. */
public final class FrontEndStatus {
  private final RouteDocument document;
  private final List<RouterReport> routers;

  private FrontEndStatus(RouteDocument document, List<RouterReport> routers) {
    this.document = document;
    this.routers =
        routers.stream()
            .filter(r -> document.routerGroup().equals(r.group()))
            .sorted(Comparator.comparing(RouterReport::router))
            .toList();
  }

  /** The routes were not accepted; what routers obeyed before they still do. */
  public static FrontEndConfigStatus rejected(
      FrontEndConfigStatus before, long generation, Instant now, String reason, String message) {
    var conditions =
        Conditions.following(before == null ? null : before.conditions(), generation, now)
            .stalled(reason, message)
            .set(Conditions.ACCEPTED, false, reason, message)
            .list();
    return before == null
        ? new FrontEndConfigStatus(generation, conditions, null, 0, 0, List.of(), List.of())
        : new FrontEndConfigStatus(
            generation,
            conditions,
            before.revision(),
            before.routers(),
            before.programmed(),
            before.routerStatuses(),
            before.backends());
  }

  /** The document is in Consul, or about to be. */
  public static FrontEndConfigStatus accepted(
      FrontEndConfigStatus before,
      RouteDocument document,
      List<RouterReport> routers,
      Instant now) {
    return new FrontEndStatus(document, routers).status(before, now);
  }

  private FrontEndConfigStatus status(FrontEndConfigStatus before, Instant now) {
    var programmed = (int) routers.stream().filter(this::hasApplied).count();
    var backends = backends();
    return new FrontEndConfigStatus(
        document.generation(),
        conditions(before == null ? null : before.conditions(), programmed, backends, now),
        document.revision(),
        routers.size(),
        programmed,
        routers.stream()
            .map(r -> new RouterStatus(r.router(), r.applied().get(document.id()), errorOf(r)))
            .toList(),
        backends);
  }

  private List<Condition> conditions(
      List<Condition> before, int programmed, List<BackendStatus> backends, Instant now) {
    var conditions = Conditions.following(before, document.generation(), now);
    var allProgrammed = programmed == routers.size() && !routers.isEmpty();
    var dry =
        backends.stream().filter(b -> b.healthy() == 0 && !b.intendedShare().equals("0")).toList();
    if (!allProgrammed) {
      conditions.reconciling("NotProgrammed", notProgrammed(programmed));
    } else if (!dry.isEmpty()) {
      conditions.reconciling(
          "NoHealthyInstances",
          dry.stream()
              .map(backend -> withoutInstances(backend, backends))
              .collect(Collectors.joining("; ")));
    } else {
      conditions.ready("Programmed", "every live router has applied it");
    }
    conditions.set(Conditions.ACCEPTED, true, "Accepted", "the routes are valid");
    conditions.set(
        Conditions.PROGRAMMED,
        allProgrammed,
        allProgrammed ? "Programmed" : "NotProgrammed",
        allProgrammed ? programmed + " routers have applied it" : notProgrammed(programmed));
    return conditions.list();
  }

  private String withoutInstances(BackendStatus dry, List<BackendStatus> backends) {
    var redistributed =
        route(dry.route()).unavailable() == Unavailable.REDISTRIBUTE
            && backends.stream()
                .filter(other -> other.route().equals(dry.route()) && other.healthy() > 0)
                .anyMatch(other -> !other.intendedShare().equals("0"));
    return "no healthy instance of "
        + dry.backend()
        + (redistributed ? ", its share goes to the others" : ", its share is answered 503");
  }

  private Route route(String name) {
    return IntStream.range(0, document.routes().size())
        .filter(index -> BackendNames.of(document.routes().get(index), index).equals(name))
        .mapToObj(document.routes()::get)
        .findFirst()
        .orElseThrow();
  }

  private String notProgrammed(int programmed) {
    if (routers.isEmpty()) {
      return "there is no live router in group " + document.routerGroup() + "; start one";
    }
    var errors =
        routers.stream()
            .filter(r -> errorOf(r) != null)
            .map(r -> r.router() + ": " + errorOf(r))
            .toList();
    return programmed
        + " of "
        + routers.size()
        + " routers have applied it"
        + (errors.isEmpty() ? "" : "; " + String.join("; ", errors));
  }

  private boolean hasApplied(RouterReport router) {
    return document.revision().equals(router.applied().get(document.id()));
  }

  private String errorOf(RouterReport router) {
    return router.errors() == null ? null : router.errors().get(document.id());
  }

  private List<BackendStatus> backends() {
    var statuses = new ArrayList<BackendStatus>();
    for (int i = 0; i < document.routes().size(); i++) {
      var route = document.routes().get(i);
      var name = BackendNames.of(route, i);
      var requests = reports(name).stream().mapToLong(BackendReport::requests).sum();
      for (var ref : route.backendRefs()) {
        var reports =
            reports(name).stream().filter(r -> r.backend().equals(BackendNames.of(ref))).toList();
        statuses.add(
            new BackendStatus(
                name,
                BackendNames.of(ref),
                intended(route, ref.weight()),
                percent(sum(reports, BackendReport::requests), requests),
                percent(sum(reports, BackendReport::errors), sum(reports, BackendReport::requests)),
                responseMillis(reports),
                // Each router sees the same instances; the one that sees fewest is the truth.
                reports.stream().mapToInt(BackendReport::healthy).min().orElse(0),
                reports.stream().mapToInt(BackendReport::sessions).sum(),
                kept(reports)));
      }
    }
    return List.copyOf(statuses);
  }

  /** A user may have come to each router. Null where one did not count them. */
  private static Integer kept(List<BackendReport> reports) {
    var counts = reports.stream().map(BackendReport::kept).filter(Objects::nonNull).toList();
    return counts.isEmpty() || counts.size() < reports.size() ? null : Collections.max(counts);
  }

  private static long sum(List<BackendReport> reports, ToLongFunction<BackendReport> of) {
    return reports.stream().mapToLong(of).sum();
  }

  /** Of each router as much as it has requests; null where there are none. */
  private static Integer responseMillis(List<BackendReport> reports) {
    var requests = sum(reports, BackendReport::requests);
    return requests == 0
        ? null
        : (int) (sum(reports, each -> each.requests() * each.responseMillis()) / requests);
  }

  private List<BackendReport> reports(String route) {
    return routers.stream()
        .flatMap(
            r ->
                Optional.ofNullable(r.backends())
                    .map(b -> b.get(document.id()))
                    .orElse(List.of())
                    .stream())
        .filter(report -> report.route().equals(route))
        .toList();
  }

  private static String intended(Route route, Integer weight) {
    var total = route.weightTotal() == null ? 100 : route.weightTotal();
    return weight == null ? "100" : percent(weight, total);
  }

  private static String percent(long part, long whole) {
    if (whole == 0) {
      return null;
    }
    return BigDecimal.valueOf(part * 100)
        .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
