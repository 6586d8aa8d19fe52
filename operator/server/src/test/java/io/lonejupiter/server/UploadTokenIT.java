package io.lonejupiter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.artifacts.Uploads.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTokenIT {
  private static final String FIRST = "1".repeat(32);
  private static final String SECOND = "2".repeat(32);

  @TempDir Path folder;

  @Test
  void theTokenOfTheMomentIsAllowedAndOthersAreAskedOfOthers() throws IOException {
    var file = Files.writeString(folder.resolve("token"), FIRST + "\n");
    var uploads = new UploadToken(file, (shown, namespace) -> new Verdict.Unknown());
    assertThat(uploads.of("Bearer " + FIRST, "default")).isEqualTo(new Verdict.Allowed());
    assertThat(uploads.of("Bearer " + SECOND, "default")).isEqualTo(new Verdict.Unknown());
    assertThat(uploads.of(null, "default")).isEqualTo(new Verdict.Unknown());
    Files.writeString(file, SECOND);
    assertThat(uploads.of("Bearer " + FIRST, "default")).isEqualTo(new Verdict.Unknown());
    assertThat(uploads.of("Bearer " + SECOND, "default")).isEqualTo(new Verdict.Allowed());
    Files.writeString(file, "");
    assertThat(uploads.of("Bearer ", "default")).isEqualTo(new Verdict.Unknown());
  }

  @Test
  void aShortTokenIsRefusedAtTheStart() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "secret");
    assertThatThrownBy(() -> new UploadToken(file, (shown, namespace) -> new Verdict.Unknown()))
        .hasMessageContaining("holds no token of 32 characters or more");
  }
}
