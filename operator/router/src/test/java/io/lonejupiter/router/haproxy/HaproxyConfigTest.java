package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.haproxy.ProxyState.Mode;
import io.lonejupiter.router.haproxy.ProxyState.ServerState;
import io.lonejupiter.router.table.Action;
import io.lonejupiter.router.table.Action.Kind;
import io.lonejupiter.router.table.BackendSettings;
import io.lonejupiter.router.table.Feature;
import io.lonejupiter.router.table.Feature.Source;
import io.lonejupiter.router.table.HostKind;
import io.lonejupiter.router.table.Sticky;
import io.lonejupiter.router.table.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HaproxyConfigTest {

  @Test
  void rendersTheGoldenConfiguration() throws IOException {
    var state =
        new ProxyState(
            ProxyState.emptyMaps(),
            Map.of(
                "s0/i2", new ServerState("10.0.0.1", 8080, Mode.READY),
                "s0/i3", new ServerState("10.0.0.2", 8080, Mode.DRAIN),
                "s1/i1", new ServerState("fd00::1", 8080, Mode.READY)));
    var layout =
        new Layout(
            List.of(4, 2),
            List.of(
                BackendSettings.DEFAULT, new BackendSettings(BalanceType.HASH_COOKIE, "id", 500)),
            new Vocabulary(
                List.of(
                    new Feature(Source.HEADER, "x-tenant", ""),
                    new Feature(Source.PATH, "", "/it's/[0-9]+")),
                List.of(
                    new Sticky(StickinessType.COOKIE, "", false, 0),
                    new Sticky(StickinessType.COOKIE, "", true, 60),
                    new Sticky(StickinessType.HEADER, "x-user", false, 0),
                    new Sticky(StickinessType.CLIENT_ADDRESS, "", false, 0),
                    new Sticky(StickinessType.HEADER, "x-user", true, 60),
                    new Sticky(StickinessType.CLIENT_ADDRESS, "", true, 60)),
                List.of(
                    new Action(Kind.CONNECTIONS, ""),
                    new Action(Kind.BODY, ""),
                    new Action(Kind.TIMES, ""),
                    new Action(Kind.SET_REQUEST_HEADER, "x-env"),
                    new Action(Kind.REMOVE_REQUEST_HEADER, "x-debug"),
                    new Action(Kind.PATH, ""),
                    new Action(Kind.PREFIX, "1"),
                    new Action(Kind.HOST, ""),
                    new Action(Kind.REDIRECT, "301"),
                    new Action(Kind.ADD_RESPONSE_HEADER, "vary")),
                List.of(HostKind.NAME, HostKind.WILDCARD)));
    var rendered =
        HaproxyConfig.render(
            new Listener("127.0.0.1:80", "udp://127.0.0.1:514", 5140, true),
            layout,
            state,
            Optional.of(new OpenFiles(1_000)));
    try (var golden = getClass().getResourceAsStream("golden.cfg")) {
      assertThat(golden).as("golden.cfg").isNotNull();
      assertThat(rendered).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void noRequestPaysForKindsOfHostsThatNoRouteHas() {
    assertThat(rendered(List.of()))
        .doesNotContain("set-var(txn.route) base", "set-var(txn.host)", "txn.wildcard")
        .contains("str(*),concat(,txn.path,/?)", "str(-),map_end(maps/wildcard.map)");
    assertThat(rendered(List.of(HostKind.NAME)))
        .contains("set-var(txn.route) base", "var(txn.host),concat(,txn.path,/?)")
        .doesNotContain("txn.wildcard");
    assertThat(rendered(List.of(HostKind.WILDCARD)))
        .contains("set-var(txn.host)", "var(txn.wildcard),concat(,txn.path,/?)")
        .doesNotContain("set-var(txn.route) base", "var(txn.host),concat", "str(-),map_end");
  }

  private static String rendered(List<HostKind> hosts) {
    return HaproxyConfig.render(
        new Listener("127.0.0.1:80", "", 5140, false),
        new Layout(List.of(), List.of(), new Vocabulary(List.of(), List.of(), List.of(), hosts)),
        new ProxyState(ProxyState.emptyMaps(), Map.of()),
        Optional.empty());
  }
}
