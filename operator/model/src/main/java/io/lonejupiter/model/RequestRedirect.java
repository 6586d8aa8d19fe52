package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Sends a client to another address. What is left out stays as it was asked for. */
@ValidationRule(
    value = "has(self.scheme) || has(self.hostname) || has(self.port) || has(self.path)",
    message = "name scheme, hostname, port or path: else the client would come back for ever")
@ValidationRule(
    value = "!has(self.statusCode) || self.statusCode in [301, 302, 303, 307, 308]",
    message = "statusCode is 301, 302, 303, 307 or 308",
    fieldPath = ".statusCode")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RequestRedirect(
    @JsonPropertyDescription("http or https; with it the port is that of the scheme.")
        @Pattern("^https?$")
        String scheme,
    @JsonPropertyDescription("The host.") @Size(min = 1, max = 253) @Pattern(Patterns.EXACT_HOST)
        String hostname,
    @JsonPropertyDescription("The port.") @Min(1) @Max(65535) Integer port,
    @JsonPropertyDescription("The path; the query stays.") PathModifier path,
    @JsonPropertyDescription("301, 302, 303, 307 or 308; 302 if left out.") Integer statusCode) {
  public static final int DEFAULT_STATUS_CODE = 302;
}
