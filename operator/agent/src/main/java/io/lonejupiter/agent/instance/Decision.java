package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.instance.Facts.Goal;
import io.lonejupiter.agent.instance.Facts.ProcessState;

/**
 * Decides what to do next for an instance, from facts alone. Read from the top; the first rule that
 * holds decides:
 *
 * <ol>
 *   <li>What shall stop, be removed or be replaced is deregistered first, so that routers let go of
 *       it, then stopped, then its files go.
 *   <li>The end of a process is taken note of before anything else is done about it.
 *   <li>What runs is registered.
 *   <li>What drains and has ended stays ended.
 *   <li>After a failure there is a pause.
 *   <li>What is to run is fetched, installed, started.
 * </ol>
 */
final class Decision {
  private Decision() {}

  static Action next(Facts facts) {
    var leaving = facts.goal() == Goal.STOP || facts.goal() == Goal.REMOVE;
    if (leaving || facts.replaced()) {
      if (facts.maybeRegistered()) {
        return Action.DEREGISTER;
      }
      if (facts.process() != ProcessState.NONE) {
        return Action.STOP;
      }
      if (facts.goal() == Goal.REMOVE) {
        return Action.REMOVE;
      }
      if (facts.installed()) {
        return Action.UNINSTALL;
      }
      if (leaving) {
        return Action.REST;
      }
    }
    return switch (facts.process()) {
      case ENDED -> Action.REAP;
      case ALIVE -> facts.registered() ? Action.REST : Action.REGISTER;
      case NONE -> towardsRunning(facts);
    };
  }

  private static Action towardsRunning(Facts facts) {
    if (facts.goal() == Goal.DRAIN) {
      return facts.maybeRegistered() ? Action.DEREGISTER : Action.REST;
    }
    if (facts.waiting()) {
      return Action.PAUSE;
    }
    if (facts.installed()) {
      return Action.START;
    }
    return facts.cached() ? Action.INSTALL : Action.FETCH;
  }
}
