package io.lonejupiter.cli.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void makesEachColumnAsWideAsItsWidestCell() {
    String text = Table.of("HOST", "N").row("host-1", 4).row("h", null).text();
    assertThat(text)
        .isEqualTo(
            """
            HOST     N
            host-1   4
            h        -
            """);
  }

  @Test
  void keepsAMessageOfSeveralLinesInOneRow() {
    assertThat(Table.of("WHY").row("one\n two").text()).isEqualTo("WHY\none two\n");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatThrownBy(() -> Table.of("A", "B").row("only one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 cells under 2 headings");
  }
}
