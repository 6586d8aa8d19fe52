package io.lonejupiter.agent.instance;

import io.lonejupiter.model.VerificationResult;
import java.util.function.IntConsumer;

/** Tries a verification until it is passed, or as often as is allowed. */
interface Attempts {
  /**
   * @param onAttempt told the number of each when it begins, from 1
   */
  VerificationResult run(IntConsumer onAttempt) throws InterruptedException;
}
