package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Requests that match go to the backends by weight. */
@ValidationRule(
    value = "!has(self.weightTotal) || self.weightTotal == 100 || self.weightTotal == 10000",
    message = "weightTotal is 100 or 10000",
    fieldPath = ".weightTotal")
@ValidationRule(
    value =
        "!has(self.backendRefs) || size(self.backendRefs) == 1 && !has(self.backendRefs[0].weight) || self.backendRefs.all(b, has(b.weight)) && self.backendRefs.map(b, b.weight).sum() == (has(self.weightTotal) ? self.weightTotal : 100)",
    message = "the weights of backendRefs must add up to weightTotal",
    fieldPath = ".backendRefs")
@ValidationRule(
    value =
        "has(self.filters) && self.filters.exists(f, f.type == 'RequestRedirect') ? !has(self.backendRefs) && !has(self.overrides) && !has(self.stickiness) : has(self.backendRefs)",
    message =
        "name backendRefs, or redirect by a filter; a route that redirects has no backendRefs, overrides and stickiness")
@ValidationRule(
    value =
        "!has(self.filters) || self.filters.all(f, self.filters.filter(g, g.type == f.type).size() == 1) && !(self.filters.exists(f, f.type == 'RequestRedirect') && self.filters.exists(f, f.type == 'URLRewrite'))",
    message = "each type of filter stands once, and URLRewrite not beside RequestRedirect",
    fieldPath = ".filters")
@ValidationRule(
    value =
        "!has(self.filters) || !self.filters.exists(f, has(f.urlRewrite) && has(f.urlRewrite.path) && f.urlRewrite.path.type == 'ReplacePrefixMatch' || has(f.requestRedirect) && has(f.requestRedirect.path) && f.requestRedirect.path.type == 'ReplacePrefixMatch') || !has(self.matches) || self.matches.all(m, !has(m.path) || !has(m.path.type) || m.path.type == 'PathPrefix')",
    message = "ReplacePrefixMatch needs matches of type PathPrefix only",
    fieldPath = ".filters")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Route(
    @JsonPropertyDescription("Name of the route.") @Pattern(Patterns.NAME) String name,
    @JsonPropertyDescription("Any of them; everything if left out.") @Size(min = 0, max = 16)
        List<RouteMatch> matches,
    @JsonPropertyDescription("Where requests go, unless they are redirected.")
        @Size(min = 1, max = 32)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<BackendRef> backendRefs,
    @JsonPropertyDescription(
            "What the weights add up to: 100, also if left out, or 10000 for steps of 0.01 %.")
        Integer weightTotal,
    @JsonPropertyDescription("What keeps a user on a version.") Stickiness stickiness,
    @JsonPropertyDescription("How a request is given to an instance.") Balance balance,
    @JsonPropertyDescription("Users that are sent to one backend whatever the weights.")
        @Size(min = 0, max = 16)
        List<RouteOverride> overrides,
    @JsonPropertyDescription("Time limits.") RouteTimeouts timeouts,
    @JsonPropertyDescription(
            "What becomes of the share of a backend without a healthy instance: Fail, also if left"
                + " out, answers 503; Redistribute gives it to the others by their weights.")
        Unavailable unavailable,
    @JsonPropertyDescription("Changes of requests and responses on their way.")
        @Size(min = 0, max = 4)
        List<RouteFilter> filters,
    @JsonPropertyDescription("What it takes at most.") RouteLimits limits) {

  public Route {
    backendRefs = backendRefs == null ? List.of() : backendRefs;
  }

  public Route withBackends(
      List<BackendRef> backendRefs, Integer weightTotal, List<RouteOverride> overrides) {
    return new Route(
        name,
        matches,
        backendRefs,
        weightTotal,
        stickiness,
        balance,
        overrides,
        timeouts,
        unavailable,
        filters,
        limits);
  }
}
