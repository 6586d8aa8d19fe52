package io.lonejupiter.agent.instance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.LastExit;
import java.util.List;

/**
 * What the agent must know of an instance after its own death: instance.json.
 *
 * @param assignment the newest one
 * @param release name of the release folder, or null
 * @param revision what is installed, or null
 * @param process what was started or is about to be, or null
 * @param ports what the process was started with, or null
 * @param lastExit how the last process that ended by itself did, or null
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
    int restarts,
    LastExit lastExit) {
  static final int SCHEMA = 1;

  public static InstanceRecord of(Assignment assignment) {
    return new InstanceRecord(SCHEMA, assignment, null, null, null, null, 0, null);
  }

  InstanceRecord withAssignment(Assignment newer) {
    return new InstanceRecord(schema, newer, release, revision, process, ports, restarts, lastExit);
  }

  InstanceRecord withRelease(String newRelease, String newRevision) {
    return new InstanceRecord(
        schema, assignment, newRelease, newRevision, process, ports, restarts, lastExit);
  }

  InstanceRecord withProcess(ProcessIdentity newProcess) {
    return new InstanceRecord(
        schema, assignment, release, revision, newProcess, ports, restarts, lastExit);
  }

  InstanceRecord withPorts(List<AllocatedPort> newPorts) {
    return new InstanceRecord(
        schema, assignment, release, revision, process, newPorts, restarts, lastExit);
  }

  /** A process runs that listens on other ports than it is to. */
  boolean runsOnOtherPorts() {
    return process != null && ports != null && !ports.equals(assignment.ports());
  }

  /** Its process ended by itself; another one is started in its place. */
  InstanceRecord withExit(LastExit exit) {
    return new InstanceRecord(
        schema, assignment, release, revision, null, ports, restarts + 1, exit);
  }
}
