package io.lonejupiter.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  @Test
  void readsWhatItWroteAndIgnoresFieldsOfLaterVersions() {
    var report = new HostReport(1, "host-1", 7, Map.of(), null);
    assertThat(Documents.read("k", Documents.write(report), HostReport.class)).isEqualTo(report);
    var later = "{\"schema\":1,\"host\":\"host-1\",\"seq\":7,\"instances\":{},\"newer\":true}";
    assertThat(Documents.read("k", bytes(later), HostReport.class)).isEqualTo(report);
  }

  @Test
  void saysWhichDocumentCannotBeRead() {
    for (var bad : new String[] {"", "nonsense", "{\"schema\":2}", "{}", "[]"}) {
      assertThatThrownBy(() -> Documents.read("hosts/a/report", bytes(bad), HostReport.class))
          .isInstanceOf(Documents.UnreadableException.class)
          .hasMessageContaining("hosts/a/report");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
