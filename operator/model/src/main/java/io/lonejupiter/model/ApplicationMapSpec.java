package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;

/** How many instances of which artifact run, and where they may. */
@ValidationRule(
    value =
        "!has(self.autoscale) || !has(self.autoscale.metrics) || !self.autoscale.metrics.exists(m, m.type == 'CPU') || (has(self.placement) && has(self.placement.resources) && has(self.placement.resources.cpu))",
    message = "autoscale by CPU needs placement.resources.cpu")
@ValidationRule(
    value =
        "!has(self.autoscale) || !has(self.autoscale.metrics) || !self.autoscale.metrics.exists(m, m.type == 'Memory') || (has(self.placement) && has(self.placement.resources) && has(self.placement.resources.memory))",
    message = "autoscale by Memory needs placement.resources.memory")
@ValidationRule(
    value =
        "!has(self.drain) || !has(self.drain.sessionCount) || (has(self.run) && has(self.run.ports) && size(self.run.ports) > 0)",
    message = "drain.sessionCount needs a port in run.ports")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApplicationMapSpec(
    @JsonPropertyDescription(
            "How many instances run; kubectl scale sets it. With autoscale: how many at first.")
        @Min(0)
        @Max(1000)
        @Default("1")
        @SpecReplicas
        Integer instances,
    @JsonPropertyDescription("Which artifact.") @Required ArtifactRef artifact,
    @JsonPropertyDescription("How an instance is started and stopped.") RunSpec run,
    @JsonPropertyDescription("Where instances may run.") PlacementSpec placement,
    @JsonPropertyDescription("When an instance is healthy.") HealthSpec health,
    @JsonPropertyDescription("How a new revision replaces the old one.") RolloutSpec rollout,
    @JsonPropertyDescription("When an instance that fails on its host is given another one.")
        RescheduleSpec reschedule,
    @JsonPropertyDescription("How an instance leaves.") DrainSpec drain,
    @JsonPropertyDescription("A number of instances that follows the load.")
        AutoscaleSpec autoscale,
    @JsonPropertyDescription("One instance is the primary, the others are replicas.")
        RolesSpec roles) {

  public ApplicationMapSpec withArtifact(ArtifactRef artifact) {
    return new ApplicationMapSpec(
        instances, artifact, run, placement, health, rollout, reschedule, drain, autoscale, roles);
  }

  /** With what a revision is made of. */
  public ApplicationMapSpec withRevision(ArtifactRef artifact, RunSpec run, HealthSpec health) {
    return new ApplicationMapSpec(
        instances, artifact, run, placement, health, rollout, reschedule, drain, autoscale, roles);
  }

  public ApplicationMapSpec withRollout(RolloutSpec rollout) {
    return new ApplicationMapSpec(
        instances, artifact, run, placement, health, rollout, reschedule, drain, autoscale, roles);
  }
}
