package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.LastExit;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.StepVerificationResult;
import io.lonejupiter.model.VerificationResult;
import java.util.List;

/**
 * What became of one assignment.
 *
 * @param assignmentHash {@link Documents#hash} of the assignment that this answers
 * @param phase Fetching to Stopped, or Failed; never Pending, Assigned or Lost, and Running only
 *     says that the process runs: whether its check is green is Consul's to say
 * @param startTime start of the process in clock ticks since boot; with pid and token its identity
 * @param startedAt the same as RFC 3339
 * @param token made anew for each process; also in the registration's meta
 * @param restarts how often the process was started again
 * @param lastExit how the process before this one ended by itself; null if none did
 * @param reason one word such as {@code PortInUse}, {@code ChecksumMismatch}, {@code CrashLoop}
 * @param verification what became of its gate; null: it has none, or has not come so far
 * @param stepVerification what became of the one that it is tried with; null: it is not over
 * @param awaits id of the {@link RemoteVerification} that it waits for; null: it waits for none
 * @param usage null: nobody asked for it, or it was not measured yet
 * @param sessions what the app says while it drains; null: it is not asked, or gives no number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record InstanceReport(
    String assignmentHash,
    Phase phase,
    Integer pid,
    Long startTime,
    String startedAt,
    String token,
    List<AllocatedPort> ports,
    int restarts,
    LastExit lastExit,
    String reason,
    String message,
    Integer sessions,
    VerificationResult verification,
    StepVerificationResult stepVerification,
    String awaits,
    InstanceUsage usage) {}
