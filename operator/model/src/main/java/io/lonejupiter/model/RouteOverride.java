package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Users that are sent to one backend whatever the weights. */
@ValidationRule(
    value =
        "has(self.headers) && size(self.headers) > 0 || has(self.cookies) && size(self.cookies) > 0",
    message = "name a header or a cookie")
@ValidationRule(
    value =
        "!has(self.cookies) || self.cookies.all(c, has(c.type) && c.type == 'RegularExpression' || c.value.matches('"
            + Patterns.COOKIE_VALUE
            + "'))",
    message = "the value of a cookie holds neither comma nor semicolon",
    fieldPath = ".cookies")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteOverride(
    @JsonPropertyDescription("Headers.") @Size(min = 0, max = 16) List<ValueMatch> headers,
    @JsonPropertyDescription("Cookies.") @Size(min = 0, max = 16) List<ValueMatch> cookies,
    @JsonPropertyDescription("Where they go.") @Required BackendRef backendRef) {

  public RouteOverride withBackend(BackendRef backendRef) {
    return new RouteOverride(headers, cookies, backendRef);
  }
}
