package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How a new revision replaces the old one. */
@ValidationRule(
    value =
        "!(has(self.maxSurge) && has(self.maxUnavailable) && self.maxSurge == 0 && self.maxUnavailable == 0)",
    message = "maxSurge and maxUnavailable cannot both be 0: no instance could ever be replaced")
@ValidationRule(
    value = "!has(self.steps) || size(self.steps) == 0 || has(self.type) && self.type != 'Rolling'",
    message = "steps need type Canary or BlueGreen")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutSpec(
    @JsonPropertyDescription(
            "Rolling: instance by instance, new ones started first. Canary: step by step, beside a full set of the old ones. BlueGreen: a full set of new ones first, then all traffic at once.")
        @Default("Rolling")
        RolloutType type,
    @JsonPropertyDescription("Instances above the wanted number while replacing.")
        @Min(0)
        @Max(1000)
        @Default("1")
        Integer maxSurge,
    @JsonPropertyDescription(
            "Instances that may be missing from the wanted number while replacing.")
        @Min(0)
        @Max(1000)
        @Default("0")
        Integer maxUnavailable,
    @JsonPropertyDescription(
            "What a Canary does one after the other, and a BlueGreen before traffic goes over.")
        @Size(min = 0, max = 64)
        List<RolloutStep> steps,
    @JsonPropertyDescription("A gate for every new instance.") VerificationSpec verification,
    @JsonPropertyDescription("Time without progress after which a rollout counts as failed.")
        @Pattern(Patterns.DURATION)
        @Default("10m")
        String progressDeadline,
    @JsonPropertyDescription(
            "What a failed rollout does. Rollback: back to the revision before. Freeze: stay as it is, and go on if the cause is over. Ask: stay as it is until abort or retry.")
        @Default("Freeze")
        OnFailure onFailure,
    @JsonPropertyDescription(
            "How long the revision before is kept running after a Canary or BlueGreen, so that undo starts nothing.")
        @Pattern(Patterns.DURATION)
        @Default("10m")
        String keepWarm,
    @JsonPropertyDescription("Nothing of a rollout goes on while it is true.") Boolean paused) {}
