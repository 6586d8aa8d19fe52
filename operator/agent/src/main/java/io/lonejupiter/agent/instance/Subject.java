package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.ResolvedVerification;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What is verified.
 *
 * @param folder where it is written down what the attempts say
 * @param host that the instance runs on
 * @param address that it answers at
 * @param token marks the processes that the attempts start
 * @param release of the instance's own artifact
 */
record Subject(
    Assignment assignment,
    ResolvedVerification verification,
    InstanceFolder folder,
    String host,
    String address,
    String token,
    Release release) {

  /** Where an artifact is unpacked, perhaps only now. */
  interface Release {
    Path folder() throws StepFailedException, IOException, InterruptedException;
  }

  String id() {
    return assignment.instanceId();
  }
}
