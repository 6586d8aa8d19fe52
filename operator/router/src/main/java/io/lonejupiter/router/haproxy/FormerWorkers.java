package io.lonejupiter.router.haproxy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers that reloads left behind with their connections. Their servers cannot be changed any
 * more, so each is told once to hand its next requests on to the worker that serves. One thread.
 */
final class FormerWorkers {
  private static final Logger log = LoggerFactory.getLogger(FormerWorkers.class);

  /** What the master says of a worker that has just ended. */
  private static final String GONE = "Can't find the target PID";

  private final Path masterSocket;
  private final RuntimeSocket master;
  private final Set<Long> handedOver = new HashSet<>();

  /** After a reload, by whomever; until they are seen to be gone. */
  private boolean mayBeThere = true;

  FormerWorkers(Path masterSocket) {
    this.masterSocket = masterSocket;
    this.master = RuntimeSocket.master(masterSocket);
  }

  /** Somebody may have reloaded. */
  void mayBeThere() {
    mayBeThere = true;
  }

  /** Tells those that were not told yet. */
  void handOver() {
    if (!mayBeThere) {
      return;
    }
    var pids = pids();
    mayBeThere = !pids.isEmpty();
    handedOver.retainAll(pids);
    for (var pid : pids) {
      if (!handedOver.contains(pid)) {
        try {
          new RuntimeApi(RuntimeSocket.workerBehindMaster(masterSocket, pid)).handOver();
          handedOver.add(pid);
        } catch (ProxyException e) {
          log.debug("former worker {} is told again: {}", pid, e.getMessage());
        }
      }
    }
  }

  /** What each of them answers to a command. */
  List<String> answers(String command) {
    var answers = new ArrayList<String>();
    for (var pid : pids()) {
      try {
        answers.add(RuntimeSocket.workerBehindMaster(masterSocket, pid).send(command));
      } catch (ProxyException e) {
        if (ProcessHandle.of(pid).isPresent()) {
          throw e;
        }
      }
    }
    answers.removeIf(answer -> answer.isBlank() || answer.startsWith(GONE));
    return answers;
  }

  private List<Long> pids() {
    return Workers.of(master.send("show proc")).former();
  }
}
