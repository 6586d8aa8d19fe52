package io.lonejupiter.cli.command;

import io.lonejupiter.agent.instance.InstanceFolder;
import io.lonejupiter.agent.instance.InstanceRecord;
import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.agent.process.ProcessIdentity;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.unit.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The instances that an agent has on record, for the time when it does not run itself. Each is
 * stopped as its manifest says; the records stay, so that the agent's next start reports the truth.
 */
final class RecordedInstances {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final List<InstanceRecord> records;
  private final List<String> problems;

  private RecordedInstances(List<InstanceRecord> records, List<String> problems) {
    this.records = records;
    this.problems = problems;
  }

  static RecordedInstances of(Path hostFolder) throws IOException {
    List<InstanceRecord> records = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Path instances = hostFolder.resolve("instances");
    if (Files.isDirectory(instances)) {
      try (var folders = Files.list(instances)) {
        for (Path folder : folders.filter(Files::isDirectory).toList()) {
          try {
            new InstanceFolder(folder).load().ifPresent(records::add);
          } catch (Documents.UnreadableException e) {
            problems.add(e.getMessage());
          }
        }
      }
    }
    return new RecordedInstances(records, problems);
  }

  /**
   * Stops them all at once.
   *
   * @throws IOException one of them could not be stopped, or its record not read
   */
  void stop() throws IOException, InterruptedException {
    List<Callable<Optional<String>>> stops = new ArrayList<>();
    records.forEach(record -> stops.add(() -> stop(record)));
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (var stop : threads.invokeAll(stops)) {
        stop.get().ifPresent(problems::add);
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdown();
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("; ", problems));
    }
  }

  private static Optional<String> stop(InstanceRecord record) throws InterruptedException {
    ProcessIdentity recorded = record.process();
    if (recorded == null) {
      return Optional.empty();
    }
    ProcessIdentity living = recorded.find();
    var run = record.assignment().run();
    String signal = run == null || run.stopSignal() == null ? "TERM" : run.stopSignal();
    Duration grace = Durations.parseOr(run == null ? null : run.stopGracePeriod(), GRACE);
    // Even without its leader a group may have left children behind, which carry the token.
    var group = new ProcessGroup(living == null ? recorded : living);
    return group.stop(signal, grace)
        ? Optional.empty()
        : Optional.of("instance " + record.assignment().instanceId() + " lives on");
  }
}
