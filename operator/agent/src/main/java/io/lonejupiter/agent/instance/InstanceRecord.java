package io.lonejupiter.agent.instance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.AllocatedPort;
import java.util.List;

/**
 * What the agent must know of an instance after its own death: instance.json.
 *
 * @param assignment the newest one
 * @param release name of the release folder, or null
 * @param revision what is installed, or null
 * @param process what was started or is about to be, or null
 * @param ports what the process was started with, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record InstanceRecord(
    int schema,
    Assignment assignment,
    String release,
    String revision,
    ProcessIdentity process,
    List<AllocatedPort> ports,
    int restarts) {
  static final int SCHEMA = 1;

  public static InstanceRecord of(Assignment assignment) {
    return new InstanceRecord(SCHEMA, assignment, null, null, null, null, 0);
  }

  InstanceRecord withAssignment(Assignment newer) {
    return new InstanceRecord(schema, newer, release, revision, process, ports, restarts);
  }

  InstanceRecord withRelease(String newRelease, String newRevision) {
    return new InstanceRecord(
        schema, assignment, newRelease, newRevision, process, ports, restarts);
  }

  InstanceRecord withProcess(ProcessIdentity newProcess) {
    return new InstanceRecord(schema, assignment, release, revision, newProcess, ports, restarts);
  }

  InstanceRecord withPorts(List<AllocatedPort> newPorts) {
    return new InstanceRecord(schema, assignment, release, revision, process, newPorts, restarts);
  }

  /** A process runs that listens on other ports than it is to. */
  boolean runsOnOtherPorts() {
    return process != null && ports != null && !ports.equals(assignment.ports());
  }

  InstanceRecord withRestarts(int newRestarts) {
    return new InstanceRecord(schema, assignment, release, revision, process, ports, newRestarts);
  }
}
