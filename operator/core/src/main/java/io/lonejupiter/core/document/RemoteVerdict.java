package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.VerificationResult;

/**
 * How far a host is with a {@link RemoteVerification}.
 *
 * @param id of the verification
 * @param host that makes it
 * @param attempt the one that is under way, or the last
 * @param result null: it is not over
 * @param log the end of what all attempts wrote, once it is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RemoteVerdict(
    String id, String host, int attempt, VerificationResult result, String log) {}
