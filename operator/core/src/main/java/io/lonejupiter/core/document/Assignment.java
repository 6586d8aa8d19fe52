package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.HealthSpec;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SessionCount;
import io.lonejupiter.model.StepVerification;
import java.util.List;

/**
 * One instance that a host shall run. The agent needs nothing beside it.
 *
 * @param revision hash of all that needs a new process; another revision is another instance
 * @param verification what it must pass before it gets traffic; null: nothing
 * @param stepVerification what it is tried with once it gets traffic; null: nothing
 * @param remoteVerdict how the verification ended that another host was asked for; null: it is not
 *     over, or none was
 * @param address the address it listens on and is registered with
 * @param ports the ports it was given; a host may find one taken and say so in its report
 * @param measured true: what it uses is reported
 * @param sessionCount where to ask the app for its sessions while it drains; null: it is not asked
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
    ResolvedVerification verification,
    StepVerification stepVerification,
    RemoteVerdict remoteVerdict,
    String address,
    List<AllocatedPort> ports,
    String role,
    Desired desired,
    SessionCount sessionCount,
    Boolean measured) {
  public static final int SCHEMA = 1;

  Assignment withoutVerdict() {
    return remoteVerdict == null
        ? this
        : new Assignment(
            schema,
            namespace,
            name,
            app,
            map,
            revision,
            artifact,
            run,
            health,
            verification,
            stepVerification,
            null,
            address,
            ports,
            role,
            desired,
            sessionCount,
            measured);
  }

  /** The number of the port of that name, else of the first; null if there is none. */
  public Integer port(String name) {
    List<AllocatedPort> given = ports == null ? List.of() : ports;
    return given.stream()
        .filter(port -> port.name().equals(name))
        .findFirst()
        .or(() -> given.stream().findFirst())
        .map(AllocatedPort::port)
        .orElse(null);
  }

  public String instanceId() {
    return Keys.instanceId(namespace, name);
  }
}
