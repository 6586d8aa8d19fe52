package io.lonejupiter.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.SourceType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationsTest {
  private static final String PREFIX = "lonejupiter/test/hosts/other/verifications/";
  private static final ResolvedVerification GATE =
      new ResolvedVerification(null, null, List.of("test"), null, null, 0, null);

  @Test
  void readsWhatIsToBeVerifiedAndSkipsWhatCannotBeRead() {
    var order = order("gate-1", "127.0.0.5");
    var orders =
        Verifications.orders(
            List.of(
                entry(".keep", ""),
                entry("shop.web-1", Documents.text(order)),
                entry("shop.web-2", "nonsense")));
    assertThat(orders).isEqualTo(Map.of("shop.web-1", order));
  }

  /** An id is the name of a folder that is deleted in the end. */
  @ParameterizedTest
  @CsvSource({"shop.web-1, ../..", "shop.web-1, ''", "shop.web-1, a/b", "shop.web-2, gate-1"})
  void doesNothingAboutAnIdThatIsNone(String instance, String id) {
    var order = Documents.text(order(id, "127.0.0.5"));
    assertThat(Verifications.orders(List.of(entry(instance, order)))).isEmpty();
  }

  @Test
  void doesNothingWithoutAnAddress() {
    var order = Documents.text(order("gate-1", null));
    assertThat(Verifications.orders(List.of(entry("shop.web-1", order)))).isEmpty();
  }

  private static RemoteVerification order(String id, String address) {
    var artifact =
        new ResolvedArtifact(
            "web",
            "1.2.0",
            "main",
            "0".repeat(64),
            ArtifactFormat.ZIP,
            new ArtifactSource(SourceType.STORED, null));
    var assignment =
        new Assignment(
            Assignment.SCHEMA,
            "shop",
            "web-1",
            "web",
            "web",
            "r1",
            artifact,
            null,
            null,
            GATE,
            null,
            null,
            address,
            List.of(),
            null,
            Desired.RUNNING,
            null,
            null);
    return new RemoteVerification(RemoteVerification.SCHEMA, id, "host", assignment, GATE);
  }

  private static Entry entry(String name, String json) {
    return new Entry(PREFIX + name, json.getBytes(StandardCharsets.UTF_8), 1, null);
  }
}
