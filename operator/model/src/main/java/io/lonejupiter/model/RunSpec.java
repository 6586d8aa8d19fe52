package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How an instance is started and stopped. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunSpec(
    @JsonPropertyDescription(
            "The program and its first arguments, run in the unpacked folder. Left out: java -jar for a jar, the file itself for an executable.")
        @Size(min = 0, max = 64)
        List<String> command,
    @JsonPropertyDescription("Further arguments; $(PORT), $(HOST), $(VERSION)... are expanded.")
        @Size(min = 0, max = 256)
        List<String> args,
    @JsonPropertyDescription(
            "The environment; nothing of the agent's own is passed on but PATH, HOME, LANG and TZ.")
        @Size(min = 0, max = 256)
        List<EnvVar> env,
    @JsonPropertyDescription("The ports it listens on.") @Size(min = 0, max = 16)
        List<PortSpec> ports,
    @JsonPropertyDescription("Signal that asks it to stop.")
        @Pattern(Patterns.SIGNAL)
        @Default("SIGTERM")
        String stopSignal,
    @JsonPropertyDescription("How long it may take to stop before its process group is killed.")
        @Pattern(Patterns.DURATION)
        @Default("10s")
        String stopGracePeriod) {}
