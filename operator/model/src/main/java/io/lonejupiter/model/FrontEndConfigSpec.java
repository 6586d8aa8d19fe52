package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which requests go to which version or branch, with which weight. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FrontEndConfigSpec(
    @JsonPropertyDescription("The routers that serve it.")
        @Pattern(Patterns.NAME)
        @Default("default")
        String routerGroup,
    @JsonPropertyDescription("Host names it answers to; every one if left out.")
        @Size(min = 0, max = 16)
        List<@Pattern(Patterns.HOSTNAME) String> hostnames,
    @JsonPropertyDescription("The routes.") @Required @Size(min = 1, max = 64)
        List<Route> routes) {}
