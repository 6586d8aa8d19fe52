package io.lonejupiter.core.validate;

import io.lonejupiter.core.route.PreviewBackends;
import io.lonejupiter.model.AppHostSpec;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ArtifactRef;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.ArtifactSpec;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.HealthSpec;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Patterns;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.RolloutType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.SourceType;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.model.VerificationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The rules between fields, the same as the CEL rules of the CRDs and in the same words, so that an
 * API without CEL is as safe. What concerns one field alone is the schema's business.
 */
public final class Validate {
  private static final int LONGEST_MAP_NAME = 50;

  private Validate() {}

  public static List<FieldError> artifact(ArtifactSpec spec) {
    var errors = new ArrayList<FieldError>();
    if (spec.source() != null) {
      source("spec.source", spec.source(), errors);
    }
    return List.copyOf(errors);
  }

  /** What may not change in an artifact, which is everything. */
  public static List<FieldError> artifactUpdate(ArtifactSpec before, ArtifactSpec after) {
    if (before.equals(after)) {
      return List.of();
    }
    return List.of(
        new FieldError(
            "spec", "object", "an artifact is immutable: create one with another version"));
  }

  public static List<FieldError> applicationMap(ApplicationMapSpec spec) {
    var errors = new ArrayList<FieldError>();
    if (spec.artifact() != null) {
      artifactRef("spec.artifact", spec.artifact(), errors);
    }
    if (spec.health() != null) {
      health(spec.health(), errors);
    }
    if (spec.rollout() != null) {
      rollout(spec.rollout(), errors);
    }
    sessionCount(spec, errors);
    AutoscaleRules.errors(spec, errors);
    return List.copyOf(errors);
  }

  /** Names of instances are made of it, and they are labels of Consul and Kubernetes. */
  public static List<FieldError> mapName(String name) {
    if (name.length() <= LONGEST_MAP_NAME) {
      return List.of();
    }
    return List.of(
        new FieldError(
            "metadata.name",
            name.length() + " characters",
            "an ApplicationMap's name has at most " + LONGEST_MAP_NAME + " characters"));
  }

  public static List<FieldError> frontEndConfig(FrontEndConfigSpec spec) {
    var errors = new ArrayList<FieldError>();
    for (int i = 0; i < sizeOf(spec.routes()); i++) {
      route("spec.routes[" + i + "]", spec.routes().get(i), errors);
    }
    return List.copyOf(errors);
  }

  public static List<FieldError> appHost(AppHostSpec spec) {
    var range = spec.portRange();
    if (range == null || range.from() <= range.to()) {
      return List.of();
    }
    return List.of(new FieldError("spec.portRange", "object", "from must not be above to"));
  }

  /** The rules on the filters of a route, in the words of {@link #frontEndConfig}. */
  public static List<FieldError> filters(Route route) {
    var errors = new ArrayList<FieldError>();
    RouteFilters.errors("route", route, errors);
    return List.copyOf(errors);
  }

  private static void source(String path, ArtifactSource source, List<FieldError> errors) {
    var hasUrl = source.url() != null && !source.url().isEmpty();
    var stored = source.type() == null || source.type() == SourceType.STORED;
    if (hasUrl == stored) {
      errors.add(
          new FieldError(
              path, "object", "url is needed unless type is Stored, and not taken then"));
    }
  }

  private static void artifactRef(String path, ArtifactRef ref, List<FieldError> errors) {
    var byName = ref.name() != null;
    var right =
        byName
            ? ref.app() == null && ref.version() == null && ref.branch() == null
            : ref.app() != null && (ref.version() != null) != (ref.branch() != null);
    if (!right) {
      errors.add(
          new FieldError(
              path,
              "object",
              "name either name alone, or app with exactly one of version and branch"));
    }
  }

  private static void health(HealthSpec health, List<FieldError> errors) {
    var command = sizeOf(health.command()) > 0 ? health.command() : null;
    if (countPresent(health.http(), health.tcp(), command) > 1) {
      errors.add(
          new FieldError("spec.health", "object", "name at most one of http, tcp and command"));
    }
  }

  private static void rollout(RolloutSpec rollout, List<FieldError> errors) {
    if (Objects.equals(rollout.maxSurge(), 0) && Objects.equals(rollout.maxUnavailable(), 0)) {
      errors.add(
          new FieldError(
              "spec.rollout",
              "object",
              "maxSurge and maxUnavailable cannot both be 0: no instance could ever be replaced"));
    }
    if (sizeOf(rollout.steps()) > 0
        && (rollout.type() == null || rollout.type() == RolloutType.ROLLING)) {
      errors.add(new FieldError("spec.rollout", "object", "steps need type Canary or BlueGreen"));
    }
    for (int i = 0; i < sizeOf(rollout.steps()); i++) {
      step("spec.rollout.steps[" + i + "]", rollout.steps().get(i), errors);
    }
    if (rollout.verification() != null) {
      verification("spec.rollout.verification", rollout.verification(), errors);
    }
  }

  private static void step(String path, RolloutStep step, List<FieldError> errors) {
    var named =
        countPresent(
            step.setWeight(), step.setInstances(), step.pause(), step.analyse(), step.verify());
    if (named != 1) {
      errors.add(
          new FieldError(
              path,
              "object",
              "name exactly one of setWeight, setInstances, pause, analyse and verify"));
    }
    var queries = step.analyse() == null ? null : step.analyse().prometheus();
    for (int i = 0; i < sizeOf(queries); i++) {
      if (queries.get(i).min() == null && queries.get(i).max() == null) {
        errors.add(
            new FieldError(
                path + ".analyse.prometheus[" + i + "]", "object", "name min, max or both"));
      }
    }
    if (step.verify() != null) {
      verification(path + ".verify", step.verify(), errors);
    }
  }

  private static void verification(
      String path, VerificationSpec verification, List<FieldError> errors) {
    if (verification.artifact() == null
        && sizeOf(verification.command()) == 0
        && sizeOf(verification.probes()) == 0) {
      errors.add(new FieldError(path, "object", "name an artifact, a command or probes"));
    }
    if (verification.artifact() != null) {
      artifactRef(path + ".artifact", verification.artifact(), errors);
    }
  }

  private static void sessionCount(ApplicationMapSpec spec, List<FieldError> errors) {
    var asked = spec.drain() != null && spec.drain().sessionCount() != null;
    if (asked && (spec.run() == null || sizeOf(spec.run().ports()) == 0)) {
      errors.add(new FieldError("spec", "object", "drain.sessionCount needs a port in run.ports"));
    }
  }

  private static void route(String path, Route route, List<FieldError> errors) {
    var total = route.weightTotal() == null ? 100 : route.weightTotal();
    if (total != 100 && total != 10_000) {
      errors.add(new FieldError(path + ".weightTotal", "object", "weightTotal is 100 or 10000"));
    }
    var backends = route.backendRefs();
    RouteFilters.errors(path, route, errors);
    if (!weightsAddUp(backends, total)) {
      errors.add(
          new FieldError(
              path + ".backendRefs",
              "object",
              "the weights of backendRefs must add up to weightTotal"));
    }
    for (int i = 0; i < backends.size(); i++) {
      backend(path + ".backendRefs[" + i + "]", backends.get(i), errors);
    }
    if (route.stickiness() != null
        && route.stickiness().type() == StickinessType.HEADER
        && route.stickiness().name() == null) {
      errors.add(new FieldError(path + ".stickiness", "object", "name the header"));
    }
    if (route.balance() != null
        && (route.balance().type() == BalanceType.HASH_HEADER
            || route.balance().type() == BalanceType.HASH_COOKIE)
        && route.balance().name() == null) {
      errors.add(new FieldError(path + ".balance", "object", "name the header or cookie"));
    }
    for (int i = 0; i < sizeOf(route.matches()); i++) {
      match(path + ".matches[" + i + "]", route.matches().get(i), errors);
    }
    for (int i = 0; i < sizeOf(route.overrides()); i++) {
      override(path + ".overrides[" + i + "]", route.overrides().get(i), errors);
    }
  }

  private static void match(String path, RouteMatch match, List<FieldError> errors) {
    if (match.path() != null && match.path().value() != null) {
      var value = match.path().value();
      if (match.path().type() == PathMatchType.REGULAR_EXPRESSION) {
        expression(path + ".path.value", value, errors);
      } else if (!value.matches(Patterns.PATH)) {
        errors.add(
            new FieldError(
                path + ".path.value",
                "object",
                "value begins with / and has no space and none of ? # < > ; \" and \\"));
      }
    }
    values(path + ".headers", match.headers(), errors);
    cookies(path + ".cookies", match.cookies(), errors);
    values(path + ".queryParams", match.queryParams(), errors);
  }

  private static void override(String path, RouteOverride override, List<FieldError> errors) {
    if (sizeOf(override.headers()) + sizeOf(override.cookies()) == 0) {
      errors.add(new FieldError(path, "object", "name a header or a cookie"));
    }
    values(path + ".headers", override.headers(), errors);
    cookies(path + ".cookies", override.cookies(), errors);
    if (override.backendRef() != null) {
      backend(path + ".backendRef", override.backendRef(), errors);
    }
  }

  private static void cookies(String path, List<ValueMatch> cookies, List<FieldError> errors) {
    values(path, cookies, errors);
    for (int i = 0; i < sizeOf(cookies); i++) {
      if (cookies.get(i).type() != ValueMatchType.REGULAR_EXPRESSION
          && !cookies.get(i).value().matches(Patterns.COOKIE_VALUE)) {
        errors.add(
            new FieldError(
                path, "object", "the value of a cookie holds neither comma nor semicolon"));
        return;
      }
    }
  }

  private static void values(String path, List<ValueMatch> values, List<FieldError> errors) {
    for (int i = 0; i < sizeOf(values); i++) {
      if (values.get(i).type() == ValueMatchType.REGULAR_EXPRESSION) {
        expression(path + "[" + i + "].value", values.get(i).value(), errors);
      }
    }
  }

  /** Not in the schema: CEL can only fail at an expression, not say what is wrong with it. */
  private static void expression(String path, String expression, List<FieldError> errors) {
    RegularExpressions.problem(expression)
        .ifPresent(problem -> errors.add(new FieldError(path, expression, problem)));
  }

  private static boolean weightsAddUp(List<BackendRef> backends, int total) {
    if (backends.isEmpty() || backends.size() == 1 && backends.get(0).weight() == null) {
      return true;
    }
    return backends.stream().noneMatch(b -> b.weight() == null)
        && backends.stream().mapToInt(BackendRef::weight).sum() == total;
  }

  private static void backend(String path, BackendRef ref, List<FieldError> errors) {
    if (ref.labels() != null) {
      ref.labels()
          .forEach(
              (name, value) -> {
                if (value == null || !value.matches(Patterns.LABEL_VALUE)) {
                  errors.add(
                      new FieldError(
                          path + ".labels." + name,
                          String.valueOf(value),
                          "a label has letters, digits and . _ / + -, at most 128"));
                }
              });
    }
    if (countPresent(ref.version(), ref.branch(), ref.labels()) != 1) {
      errors.add(new FieldError(path, "object", "name exactly one of version, branch and labels"));
    }
    if (ref.labels() != null
        && ref.labels().containsKey(PreviewBackends.LABEL)
        && !(PreviewBackends.isPreview(ref) && ref.labels().containsKey("map"))) {
      errors.add(
          new FieldError(
              path, "object", "the label rollout has the value preview, and needs the label map"));
    }
  }

  private static long countPresent(Object... values) {
    return Stream.of(values).filter(Objects::nonNull).count();
  }

  private static int sizeOf(List<?> list) {
    return list == null ? 0 : list.size();
  }
}
