package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.placement.HostState;
import java.util.Optional;

/**
 * Another host, as one that may verify an instance.
 *
 * @param knowsHow its agent is of a version that verifies for others
 * @param busyWith how many instances of others it verifies now
 * @param order what Consul tells it now to verify the instance with
 * @param verdict what it says of the instance
 */
public record Verifier(
    HostState host,
    boolean knowsHow,
    int busyWith,
    Optional<RemoteVerification> order,
    Optional<RemoteVerdict> verdict) {}
