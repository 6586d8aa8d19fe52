package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One environment variable; $(PORT), $(HOST), $(VERSION) and the other names of the instance are
 * expanded.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnvVar(
    @JsonPropertyDescription("Name of the variable.") @Required @Pattern(Patterns.ENV_NAME)
        String name,
    @JsonPropertyDescription("Its value.") @Size(min = 0, max = 32768) String value) {}
