package io.lonejupiter.apiserver.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.limit.InFlight.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Who gets room, and in which order. */
class LimitTest {
  private static final User ANN = User.authenticated("ann", List.of());
  private static final User BOB = User.authenticated("bob", List.of());
  private static final User CAT = User.authenticated("cat", List.of());
  private static final User ADMIN = User.authenticated("admin", List.of(User.MASTERS));

  private final InFlight inFlight =
      new InFlight(
          new RequestLimits(
              4, 2, 2, 1, 3, 2, 10, 10, 100, 100, Duration.ofSeconds(1), Duration.ofSeconds(1)));

  private boolean enters(User user, Kind kind) {
    return inFlight.enter(user, kind).isPresent();
  }

  @Test
  void aUserGetsItsShareAndAllTogetherTheTotal() {
    assertThat(enters(ANN, Kind.READ)).isTrue();
    assertThat(enters(ANN, Kind.READ)).isTrue();
    assertThat(enters(ANN, Kind.READ)).isFalse();
    assertThat(enters(BOB, Kind.READ)).isTrue();
    assertThat(enters(BOB, Kind.READ)).isTrue();
    assertThat(enters(CAT, Kind.READ)).isFalse();
  }

  @Test
  void readsWritesAndStreamsAreCountedApart() {
    assertThat(enters(ANN, Kind.WRITE)).isTrue();
    assertThat(enters(ANN, Kind.WRITE)).isFalse();
    assertThat(enters(ANN, Kind.READ)).isTrue();
    assertThat(enters(ANN, Kind.STREAM)).isTrue();
  }

  @Test
  void mastersHaveTheTotalsToThemselves() {
    assertThat(enters(ANN, Kind.WRITE)).isTrue();
    assertThat(enters(BOB, Kind.WRITE)).isTrue();
    assertThat(enters(CAT, Kind.WRITE)).isFalse();
    assertThat(enters(ADMIN, Kind.WRITE)).isTrue();
    assertThat(enters(ADMIN, Kind.WRITE)).isTrue();
    assertThat(enters(ADMIN, Kind.WRITE)).isFalse();
  }

  @Test
  void roomIsGivenBackOnce() {
    InFlight.Slot slot = inFlight.enter(ANN, Kind.WRITE).orElseThrow();
    slot.release();
    slot.release();
    assertThat(enters(ANN, Kind.WRITE)).isTrue();
    assertThat(enters(ANN, Kind.WRITE)).isFalse();
    assertThat(enters(BOB, Kind.WRITE)).isTrue();
    assertThat(enters(CAT, Kind.WRITE)).isFalse();
  }

  @Test
  void usersTakeTurnsHoweverManyTasksOneHas() {
    Queue<Runnable> executor = new ArrayDeque<>();
    FairQueue queue = new FairQueue(executor::add, 1);
    List<String> done = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "ann" + i;
      queue.submit("ann", () -> done.add(name));
    }
    queue.submit("bob", () -> done.add("bob0"));
    queue.submit("bob", () -> done.add("bob1"));
    queue.submit("cat", () -> done.add("cat0"));
    while (!executor.isEmpty()) {
      assertThat(executor).hasSize(1);
      executor.poll().run();
    }
    assertThat(done).containsExactly("ann0", "ann1", "bob0", "cat0", "ann2", "bob1", "ann3");
    queue.submit("bob", () -> done.add("later"));
    assertThat(executor).hasSize(1);
  }

  @Test
  void aTaskThatFailsLetsTheNextOneRun() {
    Queue<Runnable> executor = new ArrayDeque<>();
    FairQueue queue = new FairQueue(executor::add, 1);
    List<String> done = new ArrayList<>();
    queue.submit(
        "ann",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    queue.submit("ann", () -> done.add("second"));
    assertThatThrownBy(() -> executor.poll().run()).hasMessage("on purpose");
    executor.poll().run();
    assertThat(done).containsExactly("second");
  }

  @Test
  void theStandardLimitsAreThoseOfTheDocumentation() {
    assertThat(RequestLimits.STANDARD)
        .isEqualTo(
            new RequestLimits(
                400,
                100,
                200,
                50,
                10_000,
                2_500,
                10_000,
                1_000,
                65_536,
                65_536,
                Duration.ofMinutes(1),
                Duration.ofSeconds(90)));
  }
}
