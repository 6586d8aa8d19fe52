package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** What runs of an application map. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApplicationMapStatus(
    @JsonPropertyDescription("The generation of the spec that this status was found for.")
        Long observedGeneration,
    @JsonPropertyDescription("What is true of the object now.") List<Condition> conditions,
    @JsonPropertyDescription("Instances that there shall be.") Integer wanted,
    @JsonPropertyDescription("AppDeployments that exist and are not on their way out.")
        @StatusReplicas
        Integer instances,
    @JsonPropertyDescription("Instances whose Consul check is green.") Integer ready,
    @JsonPropertyDescription("Instances of the current revision.") Integer updated,
    @JsonPropertyDescription("The current revision: a hash of all that needs a new process.")
        String revision,
    @JsonPropertyDescription("Name of the artifact that the revision runs.") String artifact,
    @JsonPropertyDescription("Version of that artifact.") String version,
    @JsonPropertyDescription("Label selector of its AppDeployments.") @LabelSelector
        String selector,
    @JsonPropertyDescription("Where the rollout stands.") RolloutStatus rollout,
    @JsonPropertyDescription("The last revisions, newest first.") @Size(min = 0, max = 8)
        List<RevisionRecord> history,
    @JsonPropertyDescription("Instances that no host can take, and why.")
        List<PendingInstance> pending,
    @JsonPropertyDescription("Hosts that are avoided, as an instance has failed there.")
        List<SuspectHost> suspects,
    @JsonPropertyDescription("Where the number of instances stands, if it follows the load.")
        AutoscaleStatus autoscale) {

  public ApplicationMapStatus withAutoscale(AutoscaleStatus autoscale) {
    return new ApplicationMapStatus(
        observedGeneration,
        conditions,
        wanted,
        instances,
        ready,
        updated,
        revision,
        artifact,
        version,
        selector,
        rollout,
        history,
        pending,
        suspects,
        autoscale);
  }

  /** With those hosts; none: it says nothing of any. */
  public ApplicationMapStatus withSuspects(List<SuspectHost> suspects) {
    return new ApplicationMapStatus(
        observedGeneration,
        conditions,
        wanted,
        instances,
        ready,
        updated,
        revision,
        artifact,
        version,
        selector,
        rollout,
        history,
        pending,
        suspects.isEmpty() ? null : suspects,
        autoscale);
  }
}
