package io.lonejupiter.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.apiserver.object.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivationsTest {
  private static final Entry.Address SOURCE = new Entry.Address("a/sources", "ns", "x");
  private static final Entry.Address SHADOW = new Entry.Address("core/shadows", "ns", "x");

  /** The shadow of a source is its color; one without color throws none. */
  private final Derivations derivations =
      new Derivations(
          List.of(
              new Derivation(
                  "a/sources",
                  "core/shadows",
                  source ->
                      source.has("color")
                          ? Json.object().put("shadow", source.path("color").asText())
                          : null)));

  private static Entry source(long version, String color) {
    var object = Json.object().put("size", version);
    return Entry.of(SOURCE, version, color.isEmpty() ? object : object.put("color", color));
  }

  private static String shadow(Entry entry) {
    return entry == null ? "" : entry.object().path("shadow").asText() + "@" + entry.version();
  }

  @Test
  void whatIsLoadedHasItsShadows() {
    var loaded = derivations.with(List.of(source(1, "red")));
    assertThat(loaded).hasSize(2);
    assertThat(loaded.get(1).address()).isEqualTo(SHADOW);
    assertThat(shadow(loaded.get(1))).isEqualTo("red@1");
    assertThat(derivations.with(List.of(source(1, "")))).hasSize(1);
  }

  @Test
  void shadowsFollowTheirSourcesThroughOneBatch() {
    var events =
        List.of(
            new Event(1, null, source(1, "red")),
            new Event(2, source(1, "red"), source(2, "red")),
            new Event(3, source(2, "red"), source(3, "blue")),
            new Event(4, source(3, "blue"), source(4, "")),
            new Event(5, source(4, ""), null));
    var shadows =
        derivations.with(events, address -> null).stream()
            .filter(event -> event.address().equals(SHADOW))
            .map(e -> e.version() + ":" + shadow(e.before()) + ">" + shadow(e.after()))
            .toList();
    assertThat(shadows).containsExactly("1:>red@1", "3:red@1>blue@3", "4:blue@3>");
  }

  @Test
  void othersHaveNone() {
    var other = Entry.of(new Entry.Address("a/others", "ns", "x"), 1, Json.object());
    var events = List.of(new Event(1, null, other));
    assertThat(derivations.with(events, address -> null)).isEqualTo(events);
    assertThat(derivations.computes("core/shadows")).isTrue();
    assertThat(derivations.computes("a/sources")).isFalse();
  }
}
