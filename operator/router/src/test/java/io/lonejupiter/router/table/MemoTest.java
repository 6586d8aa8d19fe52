package io.lonejupiter.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoTest {
  private final Memo memo = new Memo();
  private final List<String> reckoned = new ArrayList<>();

  @Test
  void reckonsAnewWhereAnInputIsAnotherObject() {
    var input = new Object();
    length("a", input);
    memo.endRound();
    length("bb", input);
    assertThat(length("ccc", new Object())).isEqualTo(3);
    assertThat(reckoned).containsExactly("a", "ccc");
  }

  @Test
  void takesWhatComesOutEqualForTheVerySame() {
    var first = memo.get("list", "", List.of(new Object()), () -> new ArrayList<>(List.of(1)));
    memo.endRound();
    var second = memo.get("list", "", List.of(new Object()), () -> new ArrayList<>(List.of(1)));
    assertThat(second).isSameAs(first);
    memo.endRound();
    assertThat(memo.same("list", "", new ArrayList<>(List.of(1)))).isSameAs(first);
  }

  @Test
  void forgetsWhatWasNotAskedForInARound() {
    var input = new Object();
    length("a", input);
    memo.endRound();
    memo.endRound();
    length("bb", input);
    assertThat(reckoned).containsExactly("a", "bb");
  }

  @Test
  void remembersWhatAValueWasMadeOfForAsLongAsTheValue() {
    var part = new Object();
    var whole = new Object();
    sum(whole, part);
    for (var round = 0; round < 3; round++) {
      memo.endRound();
      sum(whole, part);
    }
    memo.endRound();
    sum(new Object(), part);
    assertThat(reckoned).containsExactly("part");
  }

  private int length(String text, Object input) {
    return memo.get(
        "length",
        "",
        List.of(input),
        () -> {
          reckoned.add(text);
          return text.length();
        });
  }

  private void sum(Object whole, Object part) {
    memo.get(
        "sum",
        "",
        List.of(whole),
        inner -> {
          var value =
              inner.get(
                  "part",
                  "",
                  List.of(part),
                  () -> {
                    reckoned.add("part");
                    return 1;
                  });
          inner.endRound();
          return value;
        });
  }
}
