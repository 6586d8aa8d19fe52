package io.lonejupiter.core.heal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.placement.PlacementRequest;
import io.lonejupiter.core.rollout.InstanceState;
import io.lonejupiter.core.rollout.InstanceState.Failure;
import io.lonejupiter.core.status.SuspectNews;
import io.lonejupiter.model.PortRange;
import io.lonejupiter.model.PortSpec;
import io.lonejupiter.model.RescheduleSpec;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SuspectHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspectsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final RunSpec RUN =
      new RunSpec(List.of("run"), null, null, List.of(new PortSpec("http", null)), null, null);

  private final List<HostState> hosts = new ArrayList<>(List.of(host("a"), host("b"), host("c")));
  private List<SuspectHost> suspects = List.of();
  private RescheduleSpec spec;
  private String stable = "r1";
  private Instant now = START;
  private boolean elsewhere;

  @Test
  void aHostWithACrashLoopIsSuspectAtOnce() {
    look(failed("web-0", "a", "CrashLoop"));
    assertThat(suspects)
        .containsExactly(
            new SuspectHost(
                "a", "r1", "web-0", "CrashLoop", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "PortInUse, true",
    "StartFailed, true",
    "VerificationFailed, true",
    "ChecksumMismatch, false",
    "UnpackRefused, false"
  })
  void whatElseMayBeItsFaultIsWaitedFor(String reason, boolean ofTheHost) {
    now = START.plusSeconds(59);
    look(failed("web-0", "a", reason));
    assertThat(suspects).isEmpty();
    now = START.plusSeconds(60);
    look(failed("web-0", "a", reason));
    assertThat(suspects).hasSize(ofTheHost ? 1 : 0);
  }

  @Test
  void aRevisionThatIsNotProvenIsItsRolloutsToJudge() {
    stable = "r0";
    look(failed("web-0", "a", "CrashLoop"));
    assertThat(suspects).isEmpty();
    stable = null;
    look(failed("web-0", "a", "CrashLoop"));
    assertThat(suspects).as("the first has nothing to go back to").hasSize(1);
  }

  @Test
  void noHostIsLeftWhereThereIsNoOther() {
    hosts.clear();
    hosts.add(host("a"));
    look(failed("web-0", "a", "CrashLoop"));
    assertThat(suspects).isEmpty();
  }

  @Test
  void whatCrashesEverywhereDoesNotWanderAbout() {
    hosts.add(host("d"));
    hosts.add(host("e"));
    for (var host : List.of("a", "b", "c", "d")) {
      look(failed("web-0", host, "CrashLoop"));
    }
    assertThat(suspects).extracting(SuspectHost::host).containsExactly("a", "b", "c");
  }

  @Test
  void theLastHostIsNotSuspect() {
    for (var host : List.of("a", "b", "c")) {
      look(failed("web-0", host, "CrashLoop"));
    }
    assertThat(suspects).extracting(SuspectHost::host).containsExactly("a", "b");
  }

  @Test
  void manyThatFailOnOneHostAreOneSuspect() {
    look(failed("web-0", "a", "CrashLoop"), failed("web-1", "a", "CrashLoop"));
    assertThat(suspects).hasSize(1);
  }

  @Test
  void attemptsAreThePersonsToSay() {
    spec = new RescheduleSpec(0, null, null);
    look(failed("web-0", "a", "CrashLoop"));
    assertThat(suspects).isEmpty();
    spec = new RescheduleSpec(1, "10m", "0s");
    look(failed("web-0", "a", "PortInUse"), failed("web-1", "b", "PortInUse"));
    assertThat(suspects).extracting(SuspectHost::until).containsExactly("2026-01-01T00:10:00Z");
  }

  @Test
  void itEndsWithTimeOrItsRevision() {
    look(failed("web-0", "a", "CrashLoop"));
    now = START.plusSeconds(3_599);
    look();
    assertThat(suspects).hasSize(1);
    var other = suspects;
    now = START.plusSeconds(3_600);
    look();
    assertThat(suspects).isEmpty();
    suspects = other;
    now = START;
    stable = "r2";
    look("r2");
    assertThat(suspects).isEmpty();
    suspects = other;
    stable = null;
    look("r2", failed("web-0", "b", "CrashLoop"));
    assertThat(suspects).as("the first one was mended").isEmpty();
  }

  @Test
  void itIsLookedAtAgainWhenTimeChangesIt() {
    var instances = List.of(failed("web-0", "a", "PortInUse"));
    assertThat(Suspects.nextChange(null, suspects, instances, now)).contains(START.plusSeconds(60));
    now = START.plusSeconds(60);
    look(instances.get(0));
    assertThat(Suspects.nextChange(null, suspects, instances, now))
        .contains(START.plusSeconds(3_660));
  }

  @Test
  void peopleAreToldOfEachOnce() {
    look(failed("web-0", "a", "CrashLoop"));
    assertThat(SuspectNews.of(null, List.of(), suspects))
        .singleElement()
        .satisfies(
            news ->
                assertThat(news.message())
                    .contains("web-0 has failed on host a (CrashLoop)", "1 of 3 for revision r1"));
    assertThat(SuspectNews.of(null, suspects, suspects)).isEmpty();
  }

  @Test
  void whatAnotherHostFoundIsNotTheFaultOfItsOwn() {
    now = START.plusSeconds(600);
    elsewhere = true;
    look(failed("web-1", "a", "VerificationFailed"));
    assertThat(suspects).isEmpty();
    look(failed("web-1", "a", "StartFailed"));
    assertThat(suspects).hasSize(1);
    suspects = List.of();
    elsewhere = false;
    look(failed("web-1", "a", "VerificationFailed"));
    assertThat(suspects).hasSize(1);
  }

  private void look(InstanceState... instances) {
    look("r1", instances);
  }

  private void look(String revision, InstanceState... instances) {
    var rollout =
        new RolloutStatus(
            RolloutPhase.COMPLETE,
            revision,
            stable,
            null,
            null,
            0,
            null,
            START.toString(),
            START.toString(),
            START.toString(),
            0,
            null,
            null,
            null,
            null,
            null);
    suspects =
        Suspects.next(
            new HealFacts(
                spec,
                suspects,
                rollout,
                List.of(instances),
                PlacementRequest.of("default/web", "web", null, RUN),
                hosts,
                now));
  }

  private InstanceState failed(String name, String host, String reason) {
    return new InstanceState(
        name,
        "r1",
        host,
        true,
        false,
        false,
        false,
        false,
        false,
        new Failure(reason, "why", null, START, elsewhere),
        null,
        0,
        START);
  }

  private static HostState host(String name) {
    return new HostState(
        name,
        "127.0.0.1",
        true,
        false,
        false,
        Set.of(),
        new PortRange(20_000, 20_100),
        8_000,
        1L << 34,
        0,
        0,
        Map.of(),
        Map.of());
  }
}
