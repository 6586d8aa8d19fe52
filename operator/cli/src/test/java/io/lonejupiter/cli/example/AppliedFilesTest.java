package io.lonejupiter.cli.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppliedFilesTest {
  @TempDir private Path folder;

  @Test
  void appliesAFileAgainOnlyWhenItHasChanged() throws IOException {
    Path record = folder.resolve("applied");
    Path manifest = Files.writeString(folder.resolve("01 a.yaml"), "a: 1");
    assertThat(new AppliedFiles(record).differs(manifest)).isTrue();
    new AppliedFiles(record).add(manifest);
    assertThat(new AppliedFiles(record).differs(manifest)).isFalse();
    Files.writeString(manifest, "a: 2");
    assertThat(new AppliedFiles(record).differs(manifest)).isTrue();
  }
}
