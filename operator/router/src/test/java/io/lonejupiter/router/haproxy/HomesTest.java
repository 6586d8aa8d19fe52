package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomesTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 100, 125})
  void instancesHaveAsManyPartsOrOneMore(int count) {
    var homes = Homes.of(instances(count));
    assertThat(homes).hasSize(Homes.PARTS);
    assertThat(parts(homes)).hasSize(count);
    assertThat(parts(homes).values())
        .allMatch(parts -> parts == Homes.PARTS / count || parts == Homes.PARTS / count + 1);
  }

  @Test
  void theOrderOfInstancesDoesNotMatter() {
    var backwards = new ArrayList<>(instances(7));
    Collections.reverse(backwards);
    assertThat(Homes.of(backwards)).isEqualTo(Homes.of(instances(7)));
  }

  @Test
  void oneThatGoesMovesHardlyAnyPartOfTheOthers() {
    var before = Homes.of(instances(8));
    var after = Homes.of(instances(7));
    var moved =
        IntStream.range(0, Homes.PARTS)
            .filter(part -> !before.get(part).equals("prod.shop-7"))
            .filter(part -> !before.get(part).equals(after.get(part)))
            .count();
    assertThat(moved).isLessThan(Homes.PARTS / 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 1_000})
  void whereThereIsNothingToChooseOrTooMuchHaproxyDoes(int count) {
    assertThat(Homes.of(instances(count))).isEmpty();
  }

  private static List<String> instances(int count) {
    return IntStream.range(0, count).mapToObj(number -> "prod.shop-" + number).toList();
  }

  private static Map<String, Long> parts(List<String> homes) {
    return homes.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
