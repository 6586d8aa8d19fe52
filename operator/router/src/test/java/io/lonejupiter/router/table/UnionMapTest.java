package io.lonejupiter.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnionMapTest {
  private static final Map<String, Integer> COMMON = Map.of("a", 1, "b", 2);

  @Test
  void isTheMapOfAllEntries() {
    var union = UnionMap.of(List.of(COMMON, Map.of(), Map.of("c", 3)));
    assertThat(union).isEqualTo(Map.of("a", 1, "b", 2, "c", 3)).hasSize(3);
    assertThat(union.get("c")).isEqualTo(3);
    assertThat(union.containsKey("d")).isFalse();
    assertThat(UnionMap.of(List.<Map<String, Integer>>of())).isEmpty();
  }

  @Test
  void isComparedByThePartsThatTheOtherHasNot() {
    var before = UnionMap.of(List.of(COMMON, Map.of("c", 3), Map.of("d", 4)));
    var after = UnionMap.of(List.of(COMMON, Map.of("c", 5)));
    assertThat(UnionMap.apart(before, after)).isEqualTo(Map.of("c", 3, "d", 4));
    assertThat(UnionMap.apart(after, before)).isEqualTo(Map.of("c", 5));
    assertThat(UnionMap.apart(after, after)).isEmpty();
  }

  @Test
  void hasThePartsOfTheUnionsItIsMadeOf() {
    var inner = UnionMap.of(List.of(COMMON, Map.of("c", 3)));
    var outer = UnionMap.of(List.of(inner, Map.of("d", 4)));
    assertThat(UnionMap.apart(outer, inner)).isEqualTo(Map.of("d", 4));
  }

  @Test
  void isComparedAsAWholeWithAMapOfNoParts() {
    var union = UnionMap.of(List.of(COMMON));
    assertThat(UnionMap.apart(union, COMMON)).isEqualTo(COMMON);
    assertThat(UnionMap.apart(COMMON, union)).isEqualTo(COMMON);
  }
}
