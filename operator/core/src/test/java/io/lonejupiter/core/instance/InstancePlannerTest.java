package io.lonejupiter.core.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.document.RouterReport.DrainCount;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.AppDeploymentStatus;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.DrainSpec;
import io.lonejupiter.model.DrainUntil;
import io.lonejupiter.model.OtherHost;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.PortRange;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.SessionCount;
import io.lonejupiter.model.VerificationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InstancePlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ID = "default.web-r1-0";

  private Desired desired = Desired.RUNNING;
  private boolean deleting;
  private boolean hostAlive = true;
  private Optional<Assignment> assigned = Optional.empty();
  private Optional<InstanceReport> report = Optional.empty();
  private Optional<ServiceInstance> service = Optional.empty();
  private Optional<DrainDocument> drain = Optional.empty();
  private List<RouterReport> routers = List.of();
  private List<Verifier> verifiers = List.of();
  private ResolvedVerification gate;
  private String awaits;
  private String name = "web-r1-0";
  private boolean routed;
  private Integer appSessions;
  private DrainSpec drainSpec;
  private Instant now = NOW;
  private AppDeploymentStatus before;

  @Test
  void tellsTheHostToRunItAndSaysAssigned() {
    var plan = plan();
    assertThat(plan.assignment()).isPresent();
    assertThat(plan.drain()).isEmpty();
    assertThat(plan.status().phase()).isEqualTo(Phase.ASSIGNED);
    assertThat(Conditions.isTrue(plan.status().conditions(), Conditions.READY)).isFalse();
  }

  @Test
  void isRunningOnlyWhenTheCheckIsGreenForThisVeryProcess() {
    assigned = plan().assignment();
    report = Optional.of(report(Phase.RUNNING, "token-2", null));
    service = Optional.of(service("token-1", true));
    assertThat(plan().status().phase()).isEqualTo(Phase.STARTING);
    service = Optional.of(service("token-2", false));
    assertThat(plan().status().message()).contains("connection refused");
    service = Optional.of(service("token-2", true));
    assertThat(plan().status().phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void staysRunningWhileOnlyTheAgentIsAway() {
    assigned = plan().assignment();
    report = Optional.of(report(Phase.RUNNING, "t", null));
    service = Optional.of(service("t", true));
    hostAlive = false;
    assertThat(plan().status().phase()).isEqualTo(Phase.RUNNING);
    service = Optional.of(service("t", false));
    assertThat(plan().status().phase()).isEqualTo(Phase.LOST);
    assertThat(plan().status().lostSince()).isEqualTo(NOW.toString());
  }

  @Test
  void stopsOnlyWhenEveryLiveRouterHasCountedItDown() {
    desired = Desired.DRAINING;
    var first = plan();
    assertThat(first.assignment().orElseThrow().desired()).isEqualTo(Desired.DRAINING);
    drain = first.drain();
    routers = List.of(router(0), router(null));
    assertThat(plan().moveTo()).isEmpty();
    routers = List.of(router(0), router("2025-12-31T23:59:59Z", 0));
    assertThat(plan().moveTo()).as("one counts for an earlier drain of that name").isEmpty();
    routers = List.of(router(0), router(3));
    assertThat(plan().moveTo()).isEmpty();
    assertThat(plan().status().sessions()).isEqualTo(3);
    routers = List.of(router(0), router(0));
    assertThat(plan().moveTo()).contains(Desired.STOPPED);
  }

  @Test
  void whatRunsWhileItsAgentIsAwayHasNotStopped() {
    desired = Desired.STOPPED;
    drain = Optional.of(drainSince(NOW));
    assigned = plan().assignment();
    report = Optional.of(report(Phase.RUNNING, "t", null));
    service = Optional.of(service("t", true));
    hostAlive = false;
    assertThat(plan().status().phase()).isEqualTo(Phase.DRAINING);
    assertThat(plan().status().message()).contains("the agent of host host-1 is away");
    deleting = true;
    assertThat(plan().drain()).as("routers would use it again").isPresent();
    assertThat(plan().assignment()).isPresent();
    service = Optional.of(service("t", false));
    assertThat(plan().drain()).isEmpty();
    assertThat(plan().assignment()).isEmpty();
    deleting = false;
    assertThat(plan().status().phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void stopsAtOnceWhereThereIsNoRouterAndAfterTheLongestTimeOtherwise() {
    desired = Desired.DRAINING;
    drain = plan().drain();
    assertThat(plan().moveTo()).contains(Desired.STOPPED);
    routed = true;
    assertThat(plan().moveTo()).as("its router is away, a proxy may go on").isEmpty();
    routers = List.of(router(7));
    assertThat(plan().moveTo()).isEmpty();
    assertThat(plan().lookAgain().orElseThrow()).isGreaterThan(Duration.ofMinutes(4));
    now = NOW.plus(Duration.ofMinutes(5));
    assertThat(plan().moveTo()).contains(Desired.STOPPED);
  }

  @Test
  void saysWhenADrainEndsIfSessionsGoOnAsTheyDo() {
    desired = Desired.DRAINING;
    drain = plan().drain();
    routers = List.of(router(null));
    before = plan().status();
    assertThat(before.drain().deadline()).isEqualTo("2026-01-01T00:05:00Z");
    routers = List.of(router(40), router(null));
    before = plan().status();
    routers = List.of(router(40), router(20));
    now = NOW.plusSeconds(10);
    before = plan().status();
    assertThat(before.drain().initialSessions()).isEqualTo(60);
    assertThat(before.drain().estimatedEnd()).isEqualTo("2026-01-01T00:05:00Z");
    routers = List.of(router(30), router(10));
    now = NOW.plusSeconds(40);
    before = plan().status();
    assertThat(before.drain().rate()).isEqualTo("40.0/min");
    assertThat(before.drain().estimatedEnd()).isEqualTo("2026-01-01T00:01:40Z");
    now = NOW.plusSeconds(50);
    assertThat(plan().status()).as("nothing else was counted").isEqualTo(before);
    routers = List.of(router(0), router(0));
    before = plan().status();
    assertThat(before.drain().lost()).isNull();
    assertThat(before.reason()).as("its host has not said so yet").isEqualTo("Stopping");
  }

  @Test
  void tellsTheSessionsThatTheLongestTimeCutsOff() {
    desired = Desired.DRAINING;
    drain = plan().drain();
    routers = List.of(router(4), router(3));
    before = plan().status();
    now = NOW.plus(Duration.ofMinutes(5));
    var after = plan().status();
    assertThat(after.drain().lost()).isEqualTo(7);
    assertThat(after.reason()).isEqualTo("DrainDeadlineExceeded");
    assertThat(after.message()).startsWith("7 sessions were left");
    assertThat(ReadyNews.of(before, after)).get().extracting(ReadyNews::warning).isEqualTo(true);
    before = after;
    desired = Desired.STOPPED;
    routers = List.of();
    assertThat(plan().status().drain().lost()).isEqualTo(7);
    assertThat(ReadyNews.of(before, plan().status())).isEmpty();
  }

  @Test
  void aDeletedOneGoesThroughDrainAndStopBeforeNothingIsLeft() {
    assigned = plan().assignment();
    deleting = true;
    var draining = plan();
    assertThat(draining.drain()).isPresent();
    assertThat(draining.cleanedUp()).isFalse();
    drain = draining.drain();
    var stopping = plan();
    assertThat(stopping.assignment().orElseThrow().desired()).isEqualTo(Desired.STOPPED);
    assigned = stopping.assignment();
    report = Optional.of(report(Phase.STOPPED, "t", null));
    var removing = plan();
    assertThat(removing.assignment()).isEmpty();
    assertThat(removing.drain()).isEmpty();
    assertThat(removing.cleanedUp()).isFalse();
    assigned = Optional.empty();
    drain = Optional.empty();
    assertThat(plan().cleanedUp()).as("the host still reports it").isFalse();
    report = Optional.empty();
    assertThat(plan().cleanedUp()).isTrue();
  }

  @Test
  void aDeletedOneOnALostHostIsNotWaitedFor() {
    assigned = plan().assignment();
    drain = Optional.of(drainSince(NOW));
    report = Optional.of(report(Phase.RUNNING, "t", null));
    deleting = true;
    hostAlive = false;
    assertThat(plan().assignment()).isEmpty();
    assigned = Optional.empty();
    drain = Optional.empty();
    assertThat(plan().cleanedUp()).isTrue();
  }

  @Test
  void asksForAnotherPortOnceTheHostFoundItTaken() {
    assigned = plan().assignment();
    report = Optional.of(report(Phase.FAILED, "t", "PortInUse"));
    assertThat(plan().portTaken()).contains(20_000);
    assertThat(plan().status().phase()).isEqualTo(Phase.FAILED);
    report =
        Optional.of(
            new InstanceReport(
                "older",
                Phase.FAILED,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                "PortInUse",
                "",
                null,
                null,
                null,
                null,
                null));
    assertThat(plan().portTaken()).isEmpty();
  }

  @Test
  void anotherHostVerifiesItWhenItsAgentAsks() {
    gate = gate(List.of());
    verifiers = List.of(verifier("host-2", true, 1), verifier("host-3", true, 0));
    assigned = plan().assignment();
    report = Optional.of(report(Phase.STARTING, "t", null));
    assertThat(plan().verifications()).as("its check is not green yet").isEmpty();
    awaits = RemoteVerification.ofGate("t", gate);
    report = Optional.of(report(Phase.VERIFYING, "t", null));
    var order = plan().verifications();
    assertThat(order).containsOnlyKeys("host-3");
    assertThat(order.get("host-3").id()).isEqualTo(awaits);
    assertThat(order.get("host-3").host()).isEqualTo("host-1");
    assertThat(plan().status().phase()).isEqualTo(Phase.VERIFYING);

    var told = Optional.of(order.get("host-3"));
    verifiers =
        List.of(
            verifier("host-2", true, 0),
            new Verifier(host("host-3", true), true, 9, told, verdict("host-3", null)));
    assertThat(plan().verifications()).as("it stays where it is").isEqualTo(order);
    assertThat(plan().assignment()).isEqualTo(assigned);
    assertThat(plan().status().message()).isEqualTo("host host-3 verifies it, attempt 2");

    verifiers =
        List.of(
            verifier("host-2", true, 0),
            new Verifier(host("host-3", false), true, 9, told, verdict("host-3", null)));
    assertThat(plan().verifications()).as("that host is lost").containsOnlyKeys("host-2");
    verifiers =
        List.of(
            new Verifier(
                host("host-2", true),
                true,
                0,
                Optional.of(plan().verifications().get("host-2")),
                Optional.empty()),
            new Verifier(host("host-3", false), true, 9, told, verdict("host-3", null)));
    assertThat(plan().status().message()).isEqualTo("host host-2 is to verify it");
    assertThat(plan().verifications()).containsOnlyKeys("host-2");

    var passed = verdict("host-3", new VerificationResult(true, 2, "then", "passed", null));
    verifiers = List.of(new Verifier(host("host-3", true), true, 9, told, passed));
    assertThat(plan().verifications()).isEmpty();
    assertThat(plan().assignment().orElseThrow().remoteVerdict()).isEqualTo(passed.orElseThrow());
    assertThat(plan().status().message()).isEqualTo("host host-3 has verified it");

    assigned = plan().assignment();
    verifiers = List.of(new Verifier(host("host-3", true), true, 0, told, Optional.empty()));
    assertThat(plan().assignment()).as("the agent has not heard it yet").isEqualTo(assigned);
    awaits = null;
    report = Optional.of(report(Phase.RUNNING, "t", null));
    assertThat(plan().assignment().orElseThrow().remoteVerdict()).isNull();
  }

  @Test
  void instancesThatAreDecidedAtOnceDoNotAllGoToOneHost() {
    gate = gate(List.of());
    verifiers = List.of(verifier("host-2", true, 0), verifier("host-3", true, 0));
    awaits = RemoteVerification.ofGate("t", gate);
    report = Optional.of(report(Phase.VERIFYING, "t", null));
    var hosts = new TreeSet<String>();
    for (var number = 0; number < 20; number++) {
      name = "web-r1-" + number;
      hosts.addAll(plan().verifications().keySet());
    }
    assertThat(hosts).containsExactly("host-2", "host-3");
  }

  @Test
  void saysWhyNoOtherHostCanVerifyIt() {
    gate = gate(List.of("qa"));
    assigned = plan().assignment();
    awaits = RemoteVerification.ofGate("t", gate);
    report = Optional.of(report(Phase.VERIFYING, "t", null));
    verifiers = List.of(verifier("host-2", true, 0), verifier("host-3", false, 0));
    assertThat(plan().verifications()).isEmpty();
    assertThat(plan().status().reason()).isEqualTo("NoVerifyingHost");
    assertThat(plan().status().message())
        .isEqualTo(
            "no other host can verify it: host-3: its agent does not verify for others, or not yet;"
                + " host-2: lacks the required tag qa. To make it fit: add the tag qa to"
                + " apphost/host-2");
    verifiers = List.of(verifier("host-3", false, 0));
    assertThat(plan().status().message()).endsWith("; upgrade the agents of these hosts");
    verifiers = List.of();
    assertThat(plan().status().message()).contains("there is no host; ");
  }

  @Test
  void nothingIsVerifiedOfAnInstanceThatLeavesOrIsAnother() {
    gate = gate(List.of());
    verifiers = List.of(verifier("host-2", true, 0));
    awaits = RemoteVerification.ofGate("t", gate);
    report = Optional.of(report(Phase.VERIFYING, "t", null));
    desired = Desired.DRAINING;
    assertThat(plan().verifications()).isEmpty();
    desired = Desired.RUNNING;
    report = Optional.of(report(Phase.VERIFYING, "t2", null));
    assertThat(plan().verifications()).as("the process before asked").isEmpty();
    report = Optional.of(report(Phase.VERIFYING, "t", null));
    assertThat(plan().verifications()).isNotEmpty();
    gate = new ResolvedVerification(null, null, List.of("test"), null, null, 0, null);
    assertThat(plan().verifications()).as("its own host verifies it now").isEmpty();
  }

  private static ResolvedVerification gate(List<String> requires) {
    return new ResolvedVerification(
        null, null, List.of("test"), null, null, 3, new OtherHost(requires));
  }

  private static Verifier verifier(String host, boolean knowsHow, int busyWith) {
    return new Verifier(host(host, true), knowsHow, busyWith, Optional.empty(), Optional.empty());
  }

  private Optional<RemoteVerdict> verdict(String host, VerificationResult result) {
    return Optional.of(new RemoteVerdict(awaits, host, 2, result, "log"));
  }

  private static HostState host(String name, boolean alive) {
    return new HostState(
        name,
        "127.0.0.3",
        alive,
        false,
        false,
        Set.of("linux"),
        new PortRange(1, 2),
        0,
        0,
        0,
        0,
        Map.of(),
        Map.of());
  }

  @Test
  void waitsForTheAppsOwnCountWhereItGivesOne() {
    drainSpec = new DrainSpec(null, null, new SessionCount("/sessions", null));
    assigned = plan().assignment();
    desired = Desired.DRAINING;
    drain = plan().drain();
    routers = List.of(router(0));
    report = Optional.of(report(Phase.RUNNING, "t", null));
    assertThat(plan().moveTo()).as("the host does not know that it drains").isEmpty();
    assigned = plan().assignment();
    report = Optional.of(report(Phase.DRAINING, "t", null));
    assertThat(plan().moveTo()).as("the app has given no number").isEmpty();
    appSessions = 2;
    report = Optional.of(report(Phase.DRAINING, "t", null));
    assertThat(plan().moveTo()).isEmpty();
    assertThat(plan().status().sessions()).isEqualTo(2);
    routers = List.of(router(3));
    assertThat(plan().status().sessions()).as("they count the same users").isEqualTo(3);
    routers = List.of(router(0));
    hostAlive = false;
    service = Optional.of(service("t", true));
    assertThat(plan().moveTo()).as("only the agent is away").isEmpty();
    service = Optional.of(service("t", false));
    assertThat(plan().moveTo()).as("the host is lost").contains(Desired.STOPPED);
    hostAlive = true;
    appSessions = 0;
    report = Optional.of(report(Phase.DRAINING, "t", null));
    assertThat(plan().moveTo()).contains(Desired.STOPPED);
  }

  @Test
  void doesNotAskTheAppWhereOpenRequestsAreWhatCounts() {
    drainSpec = new DrainSpec(DrainUntil.REQUESTS, null, new SessionCount("/sessions", null));
    assertThat(plan().assignment().orElseThrow().sessionCount()).isNull();
    desired = Desired.DRAINING;
    assigned = plan().assignment();
    drain = plan().drain();
    routers = List.of(router(0));
    assertThat(plan().moveTo()).contains(Desired.STOPPED);
  }

  private InstancePlan plan() {
    return InstancePlanner.plan(
        new InstanceFacts(
            "default", name, 1, deleting, spec(), before, hostAlive, assigned, report, service,
            drain, routers, verifiers, routed, now));
  }

  private AppDeploymentSpec spec() {
    var artifact =
        new ResolvedArtifact("web-1", "1", "main", "0".repeat(64), ArtifactFormat.JAR, null);
    return new AppDeploymentSpec(
        "web",
        "web",
        artifact,
        "r1",
        null,
        null,
        gate,
        null,
        drainSpec,
        null,
        null,
        "host-1",
        List.of(new AllocatedPort("http", 20_000)),
        "127.0.0.2",
        null,
        desired);
  }

  private InstanceReport report(Phase phase, String token, String reason) {
    var hash = assigned.map(Documents::hash).orElse("");
    return new InstanceReport(
        hash,
        phase,
        1,
        2L,
        "",
        token,
        null,
        0,
        null,
        reason,
        "",
        appSessions,
        null,
        null,
        awaits,
        null);
  }

  private static ServiceInstance service(String token, boolean passing) {
    return new ServiceInstance(
        ID,
        "web",
        "default",
        "web",
        "1",
        "main",
        "r1",
        "",
        token,
        "127.0.0.2",
        20_000,
        "node",
        passing,
        passing ? "" : "connection refused");
  }

  private RouterReport router(Integer sessions) {
    var since = drain.map(DrainDocument::since).orElse(NOW.toString());
    return router(since, sessions);
  }

  private static RouterReport router(String since, Integer sessions) {
    var drains =
        sessions == null
            ? Map.<String, DrainCount>of()
            : Map.of(ID, new DrainCount(since, sessions));
    return new RouterReport(1, "router", "default", "", Map.of(), Map.of(), Map.of(), drains, null);
  }

  private static DrainDocument drainSince(Instant since) {
    return new DrainDocument(1, "default", "web-r1-0", "web", since.toString(), null, "5m");
  }
}
