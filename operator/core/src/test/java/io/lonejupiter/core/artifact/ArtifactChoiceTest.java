package io.lonejupiter.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.artifact.ArtifactChoice.Found;
import io.lonejupiter.core.artifact.ArtifactChoice.Missing;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactRef;
import io.lonejupiter.model.ArtifactSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactChoiceTest {
  private final List<ArtifactFacts> artifacts =
      List.of(
          artifact("1.0.0", "main", 1L, true),
          artifact("1.1.0-a", "feature/x", 4L, true),
          artifact("1.1.0-b", "feature/x", 3L, true),
          artifact("1.1.0-c", "feature/x", null, true),
          artifact("2.0.0", "main", 5L, false));

  @Test
  void theNewestOfABranchIsTheOneWithTheHighestSequence() {
    var choice = ArtifactChoice.of(new ArtifactRef(null, "web", null, "feature/x"), artifacts);
    assertThat(((Found) choice).artifact().version()).isEqualTo("1.1.0-a");
  }

  @Test
  void saysWhatIsMissingAndWhatIsNotReady() {
    var none = ArtifactChoice.of(new ArtifactRef(null, "web", "9", null), artifacts);
    assertThat(none)
        .isEqualTo(
            new Missing(
                "ArtifactNotFound", "there is no artifact of app web with version 9; push it"));
    var notReady = ArtifactChoice.of(new ArtifactRef("web-2.0.0", null, null, null), artifacts);
    assertThat(((Missing) notReady).reason()).isEqualTo("ArtifactNotReady");
  }

  private static ArtifactFacts artifact(
      String version, String branch, Long sequence, boolean ready) {
    var spec =
        new ArtifactSpec("web", version, branch, null, null, "0".repeat(64), ArtifactFormat.JAR);
    return new ArtifactFacts("web-" + version, spec, sequence, ready, "no bytes");
  }
}
