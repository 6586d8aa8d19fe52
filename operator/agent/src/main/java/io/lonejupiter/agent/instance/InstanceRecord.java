package io.lonejupiter.agent.instance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.LastExit;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.VerificationResult;
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
 * @param verified how the gate of what is installed ended, or null
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
    LastExit lastExit,
    Verified verified) {
  static final int SCHEMA = 1;

  /**
   * The end of a gate.
   *
   * @param gate hash of what had to be passed
   * @param result null if nothing had to
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Verified(String gate, VerificationResult result) {
    static Verified of(ResolvedVerification gate, VerificationResult result) {
      return new Verified(hash(gate), result);
    }

    private static String hash(ResolvedVerification gate) {
      return gate == null ? "none" : Documents.hash(gate, 16);
    }

    boolean passed() {
      return result == null || result.passed();
    }

    /** Whether what failed is what has to be passed now. */
    boolean isOf(ResolvedVerification other) {
      return hash(other).equals(gate);
    }
  }

  public static InstanceRecord of(Assignment assignment) {
    return new InstanceRecord(SCHEMA, assignment, null, null, null, null, 0, null, null);
  }

  InstanceRecord withAssignment(Assignment newer) {
    return new InstanceRecord(
        schema, newer, release, revision, process, ports, restarts, lastExit, verified);
  }

  /** What is installed anew has passed no gate. */
  InstanceRecord withRelease(String newRelease, String newRevision) {
    return new InstanceRecord(
        schema, assignment, newRelease, newRevision, process, ports, restarts, lastExit, null);
  }

  InstanceRecord withProcess(ProcessIdentity newProcess) {
    return new InstanceRecord(
        schema, assignment, release, revision, newProcess, ports, restarts, lastExit, verified);
  }

  InstanceRecord withPorts(List<AllocatedPort> newPorts) {
    return new InstanceRecord(
        schema, assignment, release, revision, process, newPorts, restarts, lastExit, verified);
  }

  InstanceRecord withVerified(Verified end) {
    return new InstanceRecord(
        schema, assignment, release, revision, process, ports, restarts, lastExit, end);
  }

  /** A process runs that listens on other ports than it is to. */
  boolean runsOnOtherPorts() {
    return process != null && ports != null && !ports.equals(assignment.ports());
  }

  /** Its process ended by itself; another one is started in its place. */
  InstanceRecord withExit(LastExit exit) {
    return new InstanceRecord(
        schema, assignment, release, revision, null, ports, restarts + 1, exit, verified);
  }
}
