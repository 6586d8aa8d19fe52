package io.lonejupiter.server.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.apiserver.PodLogOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTextTest {
  private static final String TOLD =
      """

      2026-01-01T00:00:00.001000000Z stdout F one

      2026-01-01T00:00:00.002000000Z stderr P tw
      2026-01-01T00:00:00.003000000Z stderr F o
      2026-01-01T00:00:00.004000000Z stdout F\s
      end
      """;

  private static LogText text(Long limit, boolean timestamps) {
    return new LogText(new PodLogOptions("", false, false, null, null, limit, timestamps));
  }

  private static String take(LogText text, String told) {
    var bytes = ByteBuffer.wrap(told.getBytes(StandardCharsets.UTF_8));
    return StandardCharsets.UTF_8.decode(text.take(List.of(bytes))).toString();
  }

  @Test
  void tellsTheOutputAsItWasWritten() {
    var text = text(null, false);
    assertThat(take(text, TOLD)).isEqualTo("one\ntwo\n\n");
    assertThat(text.ended()).isTrue();
  }

  @Test
  void putsTheTimeBeforeEachLineOnce() {
    assertThat(take(text(null, true), TOLD))
        .isEqualTo(
            """
            2026-01-01T00:00:00.001000000Z one
            2026-01-01T00:00:00.002000000Z two
            2026-01-01T00:00:00.004000000Z\s
            """);
  }

  @Test
  void stopsAtSoManyBytes() {
    var text = text(5L, false);
    assertThat(take(text, TOLD)).isEqualTo("one\nt");
    assertThat(text.ended()).isTrue();
  }

  @Test
  void understandsPartsThatAreCutAnywhere() {
    for (var cut = 0; cut < TOLD.length(); cut++) {
      var text = text(null, false);
      var told = take(text, TOLD.substring(0, cut)) + take(text, TOLD.substring(cut));
      assertThat(told).isEqualTo("one\ntwo\n\n");
    }
  }

  @Test
  void refusesWhatNoAgentSays() {
    assertThatThrownBy(() -> take(text(null, false), "<html>\n"))
        .hasMessageContaining("is not a log");
    assertThatThrownBy(() -> take(text(null, false), "x".repeat(200_000)))
        .hasMessageContaining("is not a log");
  }
}
