package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** One placed instance; written by the operator alone. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AppDeploymentSpec(
    @JsonPropertyDescription("The app.") @Required @Pattern(Patterns.NAME) @SelectableField
        String app,
    @JsonPropertyDescription("The ApplicationMap it belongs to.") @Required @SelectableField
        String map,
    @JsonPropertyDescription("The artifact it runs.") @Required ResolvedArtifact artifact,
    @JsonPropertyDescription("Hash of all that needs a new process.") @Required String revision,
    @JsonPropertyDescription("How it is started and stopped.") RunSpec run,
    @JsonPropertyDescription("When it is healthy.") HealthSpec health,
    @JsonPropertyDescription("The gate before it gets traffic.") ResolvedVerification verification,
    @JsonPropertyDescription("What it is verified with at the current step of its rollout.")
        StepVerification stepVerification,
    @JsonPropertyDescription("How it leaves.") DrainSpec drain,
    @JsonPropertyDescription("What it is expected to use.") Resources resources,
    @JsonPropertyDescription("Whether its host says what it uses.") Boolean measured,
    @JsonPropertyDescription("The AppHost it runs on; empty until placed.") @SelectableField
        String host,
    @JsonPropertyDescription("The ports it was given.") List<AllocatedPort> ports,
    @JsonPropertyDescription("The address it listens on.") String ip,
    @JsonPropertyDescription("Its role, where the map has roles.") String role,
    @JsonPropertyDescription("What it shall do.") @Default("Running") Desired desired) {

  public AppDeploymentSpec withDesired(Desired desired) {
    return new AppDeploymentSpec(
        app,
        map,
        artifact,
        revision,
        run,
        health,
        verification,
        stepVerification,
        drain,
        resources,
        measured,
        host,
        ports,
        ip,
        role,
        desired);
  }

  public AppDeploymentSpec withPorts(List<AllocatedPort> ports) {
    return new AppDeploymentSpec(
        app,
        map,
        artifact,
        revision,
        run,
        health,
        verification,
        stepVerification,
        drain,
        resources,
        measured,
        host,
        ports,
        ip,
        role,
        desired);
  }

  /** With what may change while it runs. */
  public AppDeploymentSpec withSettings(
      ResolvedVerification verification,
      StepVerification stepVerification,
      DrainSpec drain,
      Resources resources,
      Boolean measured) {
    return new AppDeploymentSpec(
        app,
        map,
        artifact,
        revision,
        run,
        health,
        verification,
        stepVerification,
        drain,
        resources,
        measured,
        host,
        ports,
        ip,
        role,
        desired);
  }
}
