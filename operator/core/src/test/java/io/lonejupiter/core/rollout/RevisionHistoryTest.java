package io.lonejupiter.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.EnvVar;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RunSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionHistoryTest {
  private List<RevisionRecord> history;

  @Test
  void saysWhatChangedAndHowItEnded() {
    next("a", "1.0.0", "", RolloutPhase.COMPLETE, "a", null);
    next("b", "1.1.0", "", RolloutPhase.FAILED, "a", null);
    next("c", "1.1.0", "x", RolloutPhase.PROGRESSING, "a", null);
    next("d", "1.2.0", "x", RolloutPhase.PROGRESSING, "a", null);
    assertThat(history)
        .extracting(r -> r.revision() + ": " + r.change() + ": " + r.outcome())
        .containsExactly(
            "d: artifact shop-1.1.0 to shop-1.2.0: Progressing",
            "c: run: Superseded",
            "b: artifact shop-1.0.0 to shop-1.1.0: Failed",
            "a: the first one: Promoted");
    assertThat(history.get(2).message()).isEqualTo("CrashLoop: why");
  }

  @Test
  void oneThatComesAgainIsTheNewestAndNotTwoOfThem() {
    next("a", "1.0.0", "", RolloutPhase.COMPLETE, "a", null);
    next("b", "1.1.0", "", RolloutPhase.COMPLETE, "b", "a");
    next("a", "1.0.0", "", RolloutPhase.COMPLETE, "a", "b");
    assertThat(history).extracting(RevisionRecord::revision).containsExactly("a", "b");
  }

  @Test
  void keepsSixAndNeverForgetsWhatServesOrIsWarm() {
    next("a", "1.0.0", "", RolloutPhase.COMPLETE, "a", null);
    for (var number = 0; number < 20; number++) {
      next("f" + number, "2." + number, "", RolloutPhase.FAILED, "a", null);
    }
    assertThat(history).hasSize(6);
    assertThat(RevisionHistory.find(history, "a")).isPresent();
  }

  @Test
  void largeSettingsAreNotKeptSixTimes() {
    next("a", "1.0.0", "x".repeat(30_000), RolloutPhase.COMPLETE, "a", null);
    for (var number = 0; number < 5; number++) {
      next("f" + number, "2." + number, "x".repeat(30_000), RolloutPhase.FAILED, "a", null);
    }
    assertThat(Documents.write(history).length).isLessThan(100_000);
    assertThat(RevisionHistory.find(history, "a")).isPresent();
    assertThat(history.get(0).revision()).isEqualTo("f4");
  }

  private void next(
      String revision,
      String version,
      String value,
      RolloutPhase phase,
      String stable,
      String warm) {
    var artifact =
        new ResolvedArtifact("shop-" + version, version, "main", "0", ArtifactFormat.JAR, null);
    var run = new RunSpec(null, null, List.of(new EnvVar("X", value)), null, null, null);
    var wanted =
        new RevisionRecord(
            revision,
            "2026-01-01T00:00:00Z",
            null,
            null,
            null,
            null,
            "shop",
            artifact,
            run,
            null,
            null);
    var status =
        new RolloutStatus(
            phase,
            revision,
            stable,
            warm,
            null,
            0,
            null,
            null,
            null,
            null,
            0,
            null,
            "CrashLoop",
            "why",
            null,
            null);
    history = RevisionHistory.next(history, wanted, status);
  }
}
