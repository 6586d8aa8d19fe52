package io.lonejupiter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters in virtual time, one seed each: {@code -Dlj.simulation.seed} repeats one, {@code
 * -Dlj.simulation.histories} says how many.
 */
class ClusterSimulationTest {
  private static final int HISTORIES = Integer.getInteger("lj.simulation.histories", 4_000);
  private static final int SHOWN = 40;

  /** In so many of them all that can happen has happened somewhere. */
  private static final int ENOUGH = 1_000;

  @Test
  void everyHistoryKeepsTheInvariantsAndEndsAsDeclared() throws IOException {
    var only = Long.getLong("lj.simulation.seed");
    if (only != null) {
      run(only, Integer.MAX_VALUE);
      return;
    }
    for (var seed : known()) {
      run(seed, SHOWN);
    }
    var rescheduled = new AtomicLong();
    var autoscaled = new AtomicLong();
    var verified = new AtomicLong();
    var takenOver = new AtomicLong();
    Histories.each(
        LongStream.rangeClosed(-HISTORIES / 4, HISTORIES - HISTORIES / 4),
        seed -> {
          var cluster = run(seed, SHOWN);
          if (cluster.told.stream().anyMatch(said -> said.contains(" suspects: [S"))) {
            rescheduled.incrementAndGet();
          }
          autoscaled.addAndGet(count(cluster, " autoscale: "));
          verified.addAndGet(count(cluster, " is to verify "));
          takenOver.addAndGet(count(cluster, " instead of "));
        });
    System.out.printf(
        "%d histories: hosts became suspect in %d, the load changed the number of instances %d times,"
            + " hosts were told %d times to verify instances of others, %d times in place of another%n",
        HISTORIES, rescheduled.get(), autoscaled.get(), verified.get(), takenOver.get());
    if (HISTORIES >= ENOUGH) {
      assertThat(rescheduled.get()).as("histories in which hosts became suspect").isPositive();
      assertThat(autoscaled.get()).as("changes by load").isPositive();
      assertThat(takenOver.get()).as("verifications that another host took over").isPositive();
    }
  }

  private static long count(Cluster cluster, String word) {
    return cluster.told.stream().filter(said -> said.contains(word)).count();
  }

  /** Histories that once found something. */
  private static List<Long> known() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/simulation-seeds.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> Long.parseLong(line.split(" ")[0]))
        .toList();
  }

  private static Cluster run(long seed, int shown) {
    var cluster = new Cluster(seed);
    try {
      cluster.run();
      return cluster;
    } catch (RuntimeException | AssertionError e) {
      var told = cluster.told;
      throw new AssertionError(
          "-Dlj.simulation.seed=%d: %s%n%s"
              .formatted(
                  seed,
                  e.getMessage(),
                  String.join("\n", told.subList(Math.max(0, told.size() - shown), told.size()))),
          e);
    }
  }
}
