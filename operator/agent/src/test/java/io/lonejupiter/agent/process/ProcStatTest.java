package io.lonejupiter.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcStatTest {
  private static final String REST =
      " 1 4242 4242 0 -1 4194304 95 0 0 0 3 1 0 0 20 0 1 0 8675309 2453504 130 18446744073709551615";

  @ParameterizedTest
  @ValueSource(strings = {"sleep", "a b", "tricky) S 1 2", "((", ")", "new\nline"})
  void readsCommandNamesWithSpacesAndParentheses(String name) {
    var stat = ProcStat.parse("4242 (" + name + ") S" + REST);
    assertThat(stat).isEqualTo(new ProcStat(4242, 'S', 4242, 4242, 4, 8675309));
    assertThat(stat.alive()).isTrue();
  }

  @Test
  void countsZombieAsDead() {
    assertThat(ProcStat.parse("4242 (sleep) Z" + REST).alive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4242", "4242 (sleep) S 1 2 3", "(sleep) S"})
  void refusesLineThatIsCutShort(String line) {
    assertThatThrownBy(() -> ProcStat.parse(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsThisVeryProcess() {
    var pid = (int) ProcessHandle.current().pid();
    assertThat(ProcessTable.stat(pid)).hasValueSatisfying(s -> assertThat(s.pid()).isEqualTo(pid));
  }
}
