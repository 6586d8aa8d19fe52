package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Conditions that must all hold. */
@ValidationRule(
    value =
        "!has(self.cookies) || self.cookies.all(c, has(c.type) && c.type == 'RegularExpression' || c.value.matches('"
            + Patterns.COOKIE_VALUE
            + "'))",
    message = "the value of a cookie holds neither comma nor semicolon",
    fieldPath = ".cookies")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteMatch(
    @JsonPropertyDescription("The path.") PathMatch path,
    @JsonPropertyDescription("Headers.") @Size(min = 0, max = 16) List<ValueMatch> headers,
    @JsonPropertyDescription("Cookies.") @Size(min = 0, max = 16) List<ValueMatch> cookies,
    @JsonPropertyDescription("Query parameters.") @Size(min = 0, max = 16)
        List<ValueMatch> queryParams,
    @JsonPropertyDescription("The method.") @Pattern("^[A-Z]{1,16}$") String method) {}
