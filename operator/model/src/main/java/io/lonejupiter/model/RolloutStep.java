package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** One step of a canary: exactly one of its fields. */
@ValidationRule(
    value =
        "[has(self.setWeight), has(self.setInstances), has(self.pause), has(self.analyse), has(self.verify)].filter(x, x).size() == 1",
    message = "name exactly one of setWeight, setInstances, pause, analyse and verify")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutStep(
    @JsonPropertyDescription("Share of the app's traffic in percent.") @Min(0) @Max(100)
        Integer setWeight,
    @JsonPropertyDescription("Instances of the new revision.") @Min(0) @Max(1000)
        Integer setInstances,
    @JsonPropertyDescription("Wait.") PauseStep pause,
    @JsonPropertyDescription("Judge by measured traffic.") AnalysisSpec analyse,
    @JsonPropertyDescription("Judge by a test of each instance of the new revision.")
        VerificationSpec verify) {}
