package io.lonejupiter.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.placement.Placement.Placed;
import io.lonejupiter.core.placement.Placement.Unplaceable;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.PlacementSpec;
import io.lonejupiter.model.PortRange;
import io.lonejupiter.model.PortSpec;
import io.lonejupiter.model.PreferredTag;
import io.lonejupiter.model.Resources;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SpreadBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacerTest {
  private static final RunSpec ONE_PORT =
      new RunSpec(null, null, null, List.of(new PortSpec("http", null)), null, null);

  private final List<HostState> hosts =
      new ArrayList<>(
          List.of(
              host("a", "ssd", "zone=north"), host("b", "zone=south"), host("c", "zone=south")));

  @Test
  void spreadsOverAsManyHostsAsPossibleAndPutsSeveralOnOneWhenItMust() {
    assertThat(placeMany(5, placement(null, null, null, SpreadBy.HOST, 0, null)))
        .isEqualTo(Map.of("a", 2, "b", 2, "c", 1));
  }

  @Test
  void fillsHostsUpWithSpreadNone() {
    assertThat(placeMany(3, placement(null, null, null, SpreadBy.NONE, 2, null)))
        .isEqualTo(Map.of("a", 2, "b", 1));
  }

  @Test
  void keepsToRequiredAndForbiddenTags() {
    assertThat(placeMany(2, placement(List.of("zone=south"), null, null, SpreadBy.HOST, 0, null)))
        .isEqualTo(Map.of("b", 1, "c", 1));
    assertThat(placeMany(2, placement(null, List.of("zone=south"), null, SpreadBy.HOST, 0, null)))
        .isEqualTo(Map.of("a", 2));
  }

  @Test
  void preferredTagsDecideBetweenHostsThatAreEquallyFull() {
    var prefers = List.of(new PreferredTag("zone=south", 10), new PreferredTag("ssd", 5));
    assertThat(placeMany(1, placement(null, null, prefers, SpreadBy.HOST, 0, null)))
        .isEqualTo(Map.of("b", 1));
  }

  @Test
  void saysForEveryHostItsOneReason() {
    hosts.set(
        1,
        new HostState(
            "b", "", false, false, false, Set.of(), range(), 0, 0, 0, 0, Map.of(), Map.of()));
    var placement = placement(List.of("gpu"), null, null, SpreadBy.HOST, 0, null);
    var result = (Unplaceable) place(placement);
    assertThat(result.sentence())
        .isEqualTo(
            "a: lacks the required tag gpu; b: its agent is not there;"
                + " c: lacks the required tag gpu."
                + " To make it fit: add the tag gpu to apphost/a");
  }

  @Test
  void respectsCpuMemoryAndMaxPerHost() {
    var tooLarge = placement(null, null, null, SpreadBy.HOST, 0, new Resources("5", "1Gi"));
    assertThat(((Unplaceable) place(tooLarge)).hosts().get(0).reason())
        .isEqualTo("needs 5 cores, 4 cores free");
    var memory = placement(null, null, null, SpreadBy.HOST, 0, new Resources("1", "9Gi"));
    assertThat(((Unplaceable) place(memory)).hosts().get(0).reason())
        .isEqualTo("needs 9 GiB, 8 GiB free");
    var fits = placement(null, null, null, SpreadBy.NONE, 0, new Resources("1500m", null));
    assertThat(placeMany(6, fits)).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
  }

  @Test
  void givesNoPortTwiceOnAHost() {
    var small =
        new HostState(
            "a",
            "127.0.0.2",
            true,
            false,
            false,
            Set.of(),
            new PortRange(20_000, 20_001),
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of());
    hosts.clear();
    hosts.add(small);
    placeMany(2, null);
    assertThat(hosts.get(0).usedPorts()).containsOnlyKeys(20_000, 20_001);
    assertThat(((Unplaceable) place((PlacementSpec) null)).hosts().get(0).reason())
        .isEqualTo("has no free port in 20000-20001");
  }

  @Test
  void aFixedPortIsTakenOnceForEachHost() {
    var run = new RunSpec(null, null, null, List.of(new PortSpec("http", 8080)), null, null);
    for (int i = 0; i < 3; i++) {
      place(PlacementRequest.of("default/web", "web-" + i, null, run));
    }
    var last = Placer.place(PlacementRequest.of("default/web", "web-3", null, run), hosts);
    assertThat(((Unplaceable) last).hosts().get(0).reason())
        .isEqualTo("port 8080 is taken by web-0");
  }

  @Test
  void aStrangersPortIsPassedOverGoingRound() {
    var host =
        new HostState(
            "a",
            "",
            true,
            false,
            false,
            Set.of(),
            new PortRange(1, 4),
            0,
            0,
            0,
            0,
            Map.of(2, "x"),
            Map.of());
    assertThat(FreePorts.nextAfter(host, 1)).hasValue(3);
    assertThat(FreePorts.nextAfter(host, 4)).hasValue(1);
  }

  private Map<String, Integer> placeMany(int count, PlacementSpec placement) {
    var perHost = new HashMap<String, Integer>();
    for (int i = 0; i < count; i++) {
      var placed =
          (Placed) place(PlacementRequest.of("default/web", "web-" + i, placement, ONE_PORT));
      assertThat(placed.ports()).extracting(AllocatedPort::name).containsExactly("http");
      perHost.merge(placed.host(), 1, Integer::sum);
    }
    return perHost;
  }

  private Placement place(PlacementSpec placement) {
    return place(PlacementRequest.of("default/web", "web-9", placement, ONE_PORT));
  }

  private Placement place(PlacementRequest request) {
    var placement = Placer.place(request, hosts);
    if (placement instanceof Placed placed) {
      hosts.replaceAll(h -> h.name().equals(placed.host()) ? h.with(request, placed) : h);
    }
    return placement;
  }

  private static PlacementSpec placement(
      List<String> requires,
      List<String> forbids,
      List<PreferredTag> prefers,
      SpreadBy spread,
      int maxPerHost,
      Resources resources) {
    return new PlacementSpec(requires, forbids, prefers, spread, maxPerHost, resources);
  }

  private static PortRange range() {
    return new PortRange(20_000, 29_999);
  }

  private static HostState host(String name, String... tags) {
    return new HostState(
        name,
        "127.0.0.2",
        true,
        false,
        false,
        Set.of(tags),
        range(),
        4_000,
        8L << 30,
        0,
        0,
        Map.of(),
        Map.of());
  }
}
