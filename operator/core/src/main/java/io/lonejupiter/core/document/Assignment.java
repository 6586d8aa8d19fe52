package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.HealthSpec;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.RunSpec;
import java.util.List;

/**
 * One instance that a host shall run. The agent needs nothing beside it.
 *
 * @param revision hash of all that needs a new process; another revision is another instance
 * @param address the address it listens on and is registered with
 * @param ports the ports it was given; a host may find one taken and say so in its report
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Assignment(
    int schema,
    String namespace,
    String name,
    String app,
    String map,
    String revision,
    ResolvedArtifact artifact,
    RunSpec run,
    HealthSpec health,
    String address,
    List<AllocatedPort> ports,
    String role,
    Desired desired) {
  public static final int SCHEMA = 1;

  public String instanceId() {
    return Keys.instanceId(namespace, name);
  }
}
