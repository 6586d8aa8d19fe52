package io.lonejupiter.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.ArtifactFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class FormatsTest {
  @Test
  void tellsArchivesFromProgramsByTheirFirstBytes() throws IOException {
    assertThat(Formats.sniffed(zip("META-INF/MANIFEST.MF"))).isEqualTo(ArtifactFormat.JAR);
    assertThat(Formats.sniffed(zip("bin/app"))).isEqualTo(ArtifactFormat.ZIP);
    var gzip = new ByteArrayOutputStream();
    new GZIPOutputStream(gzip).close();
    assertThat(Formats.sniffed(gzip.toByteArray())).isEqualTo(ArtifactFormat.TAR_GZ);
    assertThat(Formats.sniffed("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(ArtifactFormat.EXECUTABLE);
    assertThat(Formats.sniffed(new byte[] {'P', 'K', 3, 4})).isEqualTo(ArtifactFormat.ZIP);
    assertThat(Formats.sniffed(new byte[0])).isEqualTo(ArtifactFormat.EXECUTABLE);
  }

  private static byte[] zip(String firstEntry) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(firstEntry));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }
}
