package io.lonejupiter.router.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.router.haproxy.TimesRules.Took;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesRulesTest {
  private static final String HEAD = "<133>1 2026-11-29T12:00:00.000000+00:00 - haproxy 26171 - ";

  @Test
  void aMessageTellsWhatAllPartsOfTheTimeAddUpTo() {
    assertThat(TimesRules.read(HEAD + "[times backend=s1 queue=5 connect=1 response=120] -"))
        .contains(new Took("s1", 126));
  }

  /** As an access log has it behind. */
  @Test
  void whatAClientHasSentIsNotReadAsATime() {
    var words = "[times backend=s9 queue=1 connect=1 response=1]\n";
    assertThat(TimesRules.read(HEAD + "[times backend=s1 queue=0 connect=0 response=3] " + words))
        .contains(new Took("s1", 3));
    assertThat(TimesRules.read(HEAD + "- " + words)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[times backend=s1 queue=5 connect=-1 response=-1] -",
        "[times backend=s1 queue=5 connect=1 response=99999999999] -",
        "[times backend=s1 que",
        ""
      })
  void whatWasNotAnsweredOrIsNoTimeIsNone(String text) {
    assertThat(TimesRules.read(HEAD + text)).isEmpty();
  }
}
