package io.lonejupiter.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  @Test
  void readsWhatItWroteAndIgnoresFieldsOfLaterVersions() {
    var report = new HostReport(1, "host-1", 7, Map.of(), null, null);
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

  @Test
  void whatIsLongIsCompressedAndReadAsAnyOther() {
    var names = new TreeMap<String, String>();
    for (var number = 0; number < 20_000; number++) {
      names.put("prod.front-end-" + number, "revision");
    }
    var report = new RouterReport(1, "r", "default", "", names, Map.of(), Map.of(), Map.of(), null);
    var written = Documents.writeCompact(report);
    assertThat(written.length).isLessThan(Documents.write(report).length / 5);
    assertThat(Documents.read("k", written, RouterReport.class)).isEqualTo(report);
    var cut = Arrays.copyOf(written, written.length / 2);
    assertThatThrownBy(() -> Documents.read("k", cut, RouterReport.class))
        .isInstanceOf(Documents.UnreadableException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
