package io.lonejupiter.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.AppDeploymentStatus;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.FrontEndConfigStatus;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.RouterStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadyNewsTest {
  private static final int WANTED = 2;

  private static final List<Condition> READY = conditions().ready("Done", "").list();
  private static final List<Condition> ON_THE_WAY =
      conditions().reconciling("Progressing", "").list();
  private static final List<Condition> STUCK = conditions().stalled("Unplaceable", "").list();

  private static Conditions conditions() {
    return Conditions.following(null, 1, Instant.EPOCH);
  }

  private static ReadyNews normal(String reason) {
    return new ReadyNews(false, reason, "");
  }

  private static ReadyNews warning(String reason) {
    return new ReadyNews(true, reason, "");
  }

  @Test
  void becomingReadyIsNewsAndBeingStuckIsAWarning() {
    assertThat(ReadyNews.of(null, READY)).contains(normal("Done"));
    assertThat(ReadyNews.of(ON_THE_WAY, READY)).contains(normal("Done"));
    assertThat(ReadyNews.of(STUCK, READY)).contains(normal("Done"));
    assertThat(ReadyNews.of(null, STUCK)).contains(warning("Unplaceable"));
    assertThat(ReadyNews.of(ON_THE_WAY, STUCK)).contains(warning("Unplaceable"));
    assertThat(ReadyNews.of(READY, STUCK)).contains(warning("Unplaceable"));
  }

  @Test
  void whatWasSaidAndStepsOnTheWayAreNotTold() {
    assertThat(ReadyNews.of(READY, READY)).isEmpty();
    assertThat(ReadyNews.of(STUCK, STUCK)).isEmpty();
    assertThat(ReadyNews.of(null, ON_THE_WAY)).isEmpty();
    assertThat(ReadyNews.of(STUCK, ON_THE_WAY)).isEmpty();
  }

  @Test
  void anInstanceThatGoesAsItWasToldIsNoWarningButOneThatFailsIs() {
    var running = instance(READY, Phase.RUNNING);
    assertThat(ReadyNews.of(running, instance(ON_THE_WAY, Phase.DRAINING)))
        .contains(normal("Progressing"));
    assertThat(ReadyNews.of(running, instance(ON_THE_WAY, Phase.STOPPED)))
        .contains(normal("Progressing"));
    assertThat(ReadyNews.of(running, instance(ON_THE_WAY, Phase.STARTING)))
        .contains(warning("Progressing"));
    assertThat(ReadyNews.of(running, instance(STUCK, Phase.LOST))).contains(warning("Unplaceable"));
  }

  @Test
  void aMapIsOnItsWayAfterAnEditANewerArtifactOrToAnotherHost() {
    var before = map(READY, 1, "a", 2);
    assertThat(ReadyNews.of(before, map(ON_THE_WAY, 2, "a", 2), 5)).contains(normal("Progressing"));
    assertThat(ReadyNews.of(before, map(ON_THE_WAY, 1, "b", 1), 2)).contains(normal("Progressing"));
    assertThat(ReadyNews.of(before, map(ON_THE_WAY, 1, "a", 2), 2)).contains(normal("Progressing"));
  }

  @Test
  void aMapThatLosesAnInstanceIsAWarning() {
    assertThat(ReadyNews.of(map(READY, 1, "a", 2), map(ON_THE_WAY, 1, "a", 1), 2))
        .contains(warning("Progressing"));
  }

  @Test
  void aFrontEndThatRoutersAreAboutToApplyIsNoWarning() {
    var before = frontEnd(READY, true, new RouterStatus("lb-1", "1", null));
    assertThat(
            ReadyNews.of(before, frontEnd(ON_THE_WAY, false, new RouterStatus("lb-1", "1", null))))
        .contains(normal("Progressing"));
  }

  @Test
  void aFrontEndWithoutRouterOrInstanceOrWithAnErrorIsAWarning() {
    var before = frontEnd(READY, true, new RouterStatus("lb-1", "1", null));
    assertThat(ReadyNews.of(before, frontEnd(ON_THE_WAY, false))).contains(warning("Progressing"));
    assertThat(
            ReadyNews.of(before, frontEnd(ON_THE_WAY, false, new RouterStatus("lb-1", "1", "no"))))
        .contains(warning("Progressing"));
    assertThat(
            ReadyNews.of(before, frontEnd(ON_THE_WAY, true, new RouterStatus("lb-1", "2", null))))
        .contains(warning("Progressing"));
  }

  private static AppDeploymentStatus instance(List<Condition> conditions, Phase phase) {
    return new AppDeploymentStatus(
        1L, conditions, phase, null, null, null, null, null, "", "", null, null, null, null, null);
  }

  private static ApplicationMapStatus map(
      List<Condition> conditions, long generation, String revision, int ready) {
    return new ApplicationMapStatus(
        generation,
        conditions,
        WANTED,
        ready,
        ready,
        ready,
        revision,
        "",
        "",
        "",
        null,
        null,
        List.of(),
        null,
        null);
  }

  private static FrontEndConfigStatus frontEnd(
      List<Condition> conditions, boolean programmed, RouterStatus... routers) {
    var all =
        Conditions.following(null, 1, Instant.EPOCH)
            .set(Conditions.PROGRAMMED, programmed, "Any", "")
            .list();
    return new FrontEndConfigStatus(
        1L,
        Stream.concat(conditions.stream(), all.stream()).toList(),
        "1",
        routers.length,
        routers.length,
        List.of(routers),
        List.of());
  }
}
