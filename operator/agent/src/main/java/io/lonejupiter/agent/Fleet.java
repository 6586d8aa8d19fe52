package io.lonejupiter.agent;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.instance.HostServices;
import io.lonejupiter.agent.instance.Instance;
import io.lonejupiter.agent.instance.InstanceRecord;
import io.lonejupiter.agent.log.InstanceLog;
import io.lonejupiter.agent.log.LogWatch;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.model.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All instances of the host. Hands each its assignment; decides nothing about any of them. */
final class Fleet implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Fleet.class);

  private final AgentFolder folder;
  private final HostServices host;
  private final Reporter reporter;
  private final LogWatch logs;
  private final Map<String, Instance> instances = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private boolean begun;
  private boolean closed;

  Fleet(AgentFolder folder, HostServices host, Reporter reporter, LogWatch logs) {
    this.folder = folder;
    this.host = host;
    this.reporter = reporter;
    this.logs = logs;
  }

  /** Takes over what an earlier agent left, as it was assigned then. */
  synchronized void recover() throws IOException, InterruptedException {
    for (var instance : folder.instances()) {
      try {
        var saved = instance.load();
        if (saved.isPresent()) {
          start(saved.get().assignment(), saved.get());
        } else {
          // Made, and then the agent died: nothing was started for it yet.
          instance.deleteAll();
        }
      } catch (UnreadableException e) {
        log.error("{}; nothing is done about this instance", e.getMessage());
      }
    }
  }

  private void start(Assignment assignment, InstanceRecord saved)
      throws IOException, InterruptedException {
    var id = assignment.instanceId();
    var place = folder.instance(id);
    var log = logs.open(id, ignored -> new InstanceLog(place.logs()));
    var instance = new Instance(assignment, place, saved, log, host, this::forget);
    instances.put(id, instance);
    instance.adopt();
    if (begun) {
      instance.start();
    }
  }

  /** Lets the instances go; until then nothing is started, so that the newest word counts. */
  synchronized void begin() {
    if (begun) {
      return;
    }
    begun = true;
    instances.values().forEach(Instance::start);
  }

  /** Makes the instances those that are assigned. */
  synchronized void apply(Assignments assigned) {
    if (closed) {
      return;
    }
    assigned.readable().values().forEach(this::assign);
    assigned.unreadable().forEach(this::refuse);
    for (var instance : List.copyOf(instances.values())) {
      if (!assigned.readable().containsKey(instance.id())
          && !assigned.unreadable().containsKey(instance.id())) {
        instance.remove();
      }
    }
    for (var id : List.copyOf(unreadable)) {
      if (!assigned.unreadable().containsKey(id)) {
        unreadable.remove(id);
        if (!instances.containsKey(id)) {
          reporter.remove(id);
        }
      }
    }
  }

  private void assign(Assignment assignment) {
    var instance = instances.get(assignment.instanceId());
    if (instance != null) {
      instance.want(assignment);
      return;
    }
    try {
      start(assignment, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(String id, String problem) {
    if (unreadable.add(id)) {
      log.error("{}; what runs for it goes on", problem);
    }
    var instance = instances.get(id);
    if (instance == null) {
      var reason = Reason.UNREADABLE_ASSIGNMENT.toString();
      reporter.put(
          id,
          new InstanceReport(
              null,
              Phase.FAILED,
              null,
              null,
              null,
              null,
              null,
              0,
              null,
              reason,
              problem,
              null,
              null,
              null,
              null,
              null));
    } else {
      instance.wantUnreadable(problem);
    }
  }

  private synchronized boolean forget(Instance instance) {
    if (!instance.removing()) {
      return false;
    }
    instances.remove(instance.id());
    logs.forget(instance.id());
    reporter.remove(instance.id());
    return true;
  }

  synchronized Collection<Instance> all() {
    return List.copyOf(instances.values());
  }

  /** Whether something runs, or is meant to, that an empty reading would stop. */
  synchronized boolean busy() {
    return instances.values().stream().anyMatch(instance -> !instance.removing());
  }

  synchronized Set<String> ids() {
    return Set.copyOf(instances.keySet());
  }

  /** Digests that must stay in the cache. */
  Set<String> digests() {
    return all().stream()
        .map(Instance::assignment)
        .filter(Objects::nonNull)
        .flatMap(Fleet::digests)
        .collect(Collectors.toSet());
  }

  private static Stream<String> digests(Assignment assignment) {
    var step = assignment.stepVerification();
    var tests =
        Stream.of(assignment.verification(), step == null ? null : step.verification())
            .filter(gate -> gate != null && gate.artifact() != null)
            .map(gate -> gate.artifact().sha256());
    return Stream.concat(Stream.of(assignment.artifact().sha256()), tests);
  }

  @Override
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
    }
    for (var instance : all()) {
      instance.close();
    }
  }
}
