package io.lonejupiter.agent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.agent.instance.Facts.Goal;
import io.lonejupiter.agent.instance.Facts.ProcessState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTest {

  // goal, replaced, process, registered, maybeRegistered, cached, installed, waiting -> action
  @ParameterizedTest
  @CsvSource({
    "RUN,    false, NONE,  false, false, false, false, false, FETCH",
    "RUN,    false, NONE,  false, false, true,  false, false, INSTALL",
    "RUN,    false, NONE,  false, false, false, true,  false, START",
    "RUN,    false, ALIVE, false, false, true,  true,  false, REGISTER",
    "RUN,    false, ALIVE, true,  true,  true,  true,  false, REST",
    "RUN,    false, ENDED, true,  true,  true,  true,  false, REAP",
    "RUN,    false, ENDED, true,  true,  true,  true,  true,  REAP",
    "RUN,    false, NONE,  false, true,  true,  true,  true,  PAUSE",
    "RUN,    false, NONE,  false, true,  true,  true,  false, START",
    "RUN,    true,  ALIVE, true,  true,  true,  true,  false, DEREGISTER",
    "RUN,    true,  ALIVE, false, false, true,  true,  false, STOP",
    "RUN,    true,  NONE,  false, false, true,  true,  false, UNINSTALL",
    "DRAIN,  false, ALIVE, true,  true,  true,  true,  false, REST",
    "DRAIN,  false, ALIVE, false, false, true,  true,  false, REGISTER",
    "DRAIN,  false, ENDED, true,  true,  true,  true,  false, REAP",
    "DRAIN,  false, NONE,  false, true,  true,  true,  false, DEREGISTER",
    "DRAIN,  false, NONE,  false, false, true,  true,  false, REST",
    "STOP,   false, ALIVE, true,  true,  true,  true,  false, DEREGISTER",
    "STOP,   false, ALIVE, false, false, true,  true,  true,  STOP",
    "STOP,   false, ENDED, false, false, true,  true,  false, STOP",
    "STOP,   false, NONE,  false, false, true,  true,  false, UNINSTALL",
    "STOP,   false, NONE,  false, false, true,  false, false, REST",
    "REMOVE, false, ALIVE, true,  true,  true,  true,  false, DEREGISTER",
    "REMOVE, false, ALIVE, false, false, true,  true,  false, STOP",
    "REMOVE, true,  NONE,  false, false, true,  true,  true,  REMOVE",
  })
  void decidesTheNextAction(
      Goal goal,
      boolean replaced,
      ProcessState process,
      boolean registered,
      boolean maybeRegistered,
      boolean cached,
      boolean installed,
      boolean waiting,
      Action action) {
    var facts =
        new Facts(goal, replaced, process, registered, maybeRegistered, cached, installed, waiting);
    assertThat(Decision.next(facts)).isEqualTo(action);
  }
}
