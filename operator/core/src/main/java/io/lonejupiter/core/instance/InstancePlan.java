package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.model.AppDeploymentStatus;
import io.lonejupiter.model.Desired;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The next step of one instance.
 *
 * @param assignment what Consul shall tell the host; empty: nothing
 * @param drain what Consul shall tell the routers; empty: nothing
 * @param verifications what Consul shall tell other hosts, by their names; all else is to go
 * @param moveTo what {@code spec.desired} becomes, where it changes
 * @param portTaken a port that a stranger has, so that another is to be allocated
 * @param cleanedUp nothing of it is left anywhere, so its finalizer may go
 * @param lookAgain when time alone may change the plan
 */
public record InstancePlan(
    Optional<Assignment> assignment,
    Optional<DrainDocument> drain,
    Map<String, RemoteVerification> verifications,
    Optional<Desired> moveTo,
    Optional<Integer> portTaken,
    boolean cleanedUp,
    AppDeploymentStatus status,
    Optional<Duration> lookAgain) {}
