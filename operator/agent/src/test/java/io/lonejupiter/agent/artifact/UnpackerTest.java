package io.lonejupiter.agent.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.agent.artifact.UnpackTarget.Limits;
import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.model.ArtifactFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackerTest {
  @TempDir Path temp;
  private Path folder;
  private Path archive;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("release"));
    archive = temp.resolve("archive");
  }

  private interface Content<T> {
    void write(T out) throws IOException;
  }

  private void zip(Content<ZipArchiveOutputStream> content) throws IOException {
    try (var zip = new ZipArchiveOutputStream(archive)) {
      content.write(zip);
    }
  }

  private static void file(ZipArchiveOutputStream zip, String name, int mode, byte[] bytes)
      throws IOException {
    var entry = new ZipArchiveEntry(name);
    entry.setUnixMode(mode);
    zip.putArchiveEntry(entry);
    zip.write(bytes);
    zip.closeArchiveEntry();
  }

  private void tar(Content<TarArchiveOutputStream> content) throws IOException {
    try (var out = Files.newOutputStream(archive);
        var gzip = new GZIPOutputStream(out);
        var tar = new TarArchiveOutputStream(gzip)) {
      content.write(tar);
    }
  }

  private static void file(TarArchiveOutputStream tar, String name, int mode, String text)
      throws IOException {
    var entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(text.length());
    tar.putArchiveEntry(entry);
    tar.write(text.getBytes(StandardCharsets.UTF_8));
    tar.closeArchiveEntry();
  }

  private static void special(TarArchiveOutputStream tar, String name, byte type, String target)
      throws IOException {
    var entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private void unpack(ArtifactFormat format) throws Exception {
    new Unpacker().unpack(archive, format, "web", folder);
  }

  private static void assertRefused(ThrowingCallable unpacking, String why) {
    assertThatThrownBy(unpacking)
        .isInstanceOfSatisfying(
            StepFailedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNPACK_REFUSED))
        .hasMessageContaining(why);
  }

  @Test
  void keepsFoldersAndExecutableBitsOfZip() throws Exception {
    zip(
        zip -> {
          file(zip, "bin/run", 0100755, new byte[] {1});
          file(zip, "conf/app.conf", 0100644, new byte[] {2});
        });
    unpack(ArtifactFormat.ZIP);
    assertThat(folder.resolve("bin/run")).isExecutable();
    assertThat(Files.isExecutable(folder.resolve("conf/app.conf"))).isFalse();
  }

  @Test
  void keepsLinksOfTarThatStayInside() throws Exception {
    tar(
        tar -> {
          special(tar, "./current", TarConstants.LF_SYMLINK, "v1");
          file(tar, "./v1/run", 0755, "one");
          special(tar, "copy", TarConstants.LF_LINK, "v1/run");
        });
    unpack(ArtifactFormat.TAR_GZ);
    assertThat(folder.resolve("current/run")).hasContent("one").isExecutable();
    assertThat(folder.resolve("copy")).hasContent("one");
    assertThat(Files.isSymbolicLink(folder.resolve("copy"))).isFalse();
  }

  @Test
  void namesSingleFilesAfterTheApp() throws Exception {
    Files.writeString(archive, "x");
    unpack(ArtifactFormat.JAR);
    unpack(ArtifactFormat.EXECUTABLE);
    assertThat(folder.resolve("web.jar")).exists();
    assertThat(folder.resolve("web")).isExecutable();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/evil", "a\\..\\..\\evil", ".."})
  void refusesArchiveThatEscapesItsFolder(String name) throws Exception {
    zip(zip -> file(zip, name, 0100644, new byte[] {1}));
    assertThatThrownBy(() -> unpack(ArtifactFormat.ZIP)).isInstanceOf(StepFailedException.class);
    tar(tar -> file(tar, name, 0644, "1"));
    assertThatThrownBy(() -> unpack(ArtifactFormat.TAR_GZ)).isInstanceOf(StepFailedException.class);
    assertThat(temp.resolve("evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../archive", "nowhere"})
  void refusesLinkThatLeavesItsFolderOrLeadsNowhere(String target) throws Exception {
    tar(tar -> special(tar, "link", TarConstants.LF_SYMLINK, target));
    assertRefused(() -> unpack(ArtifactFormat.TAR_GZ), "link");
  }

  @Test
  void refusesLinksThatLeaveTheirFolderTogether() throws Exception {
    tar(
        tar -> {
          special(tar, "a/b/c/up", TarConstants.LF_SYMLINK, "../../..");
          special(tar, "out", TarConstants.LF_SYMLINK, "a/b/c/up/../..");
        });
    assertRefused(() -> unpack(ArtifactFormat.TAR_GZ), "out");
  }

  @Test
  void writesNothingThroughALink() throws Exception {
    var outside = Files.createDirectory(temp.resolve("outside"));
    tar(
        tar -> {
          special(tar, "door", TarConstants.LF_SYMLINK, "../outside");
          file(tar, "door/evil", 0644, "1");
        });
    assertThatThrownBy(() -> unpack(ArtifactFormat.TAR_GZ)).isNotNull();
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void refusesHardLinkToOutside() throws Exception {
    tar(tar -> special(tar, "copy", TarConstants.LF_LINK, "../archive"));
    assertRefused(() -> unpack(ArtifactFormat.TAR_GZ), "leaves its folder");
  }

  @Test
  void refusesDevicesAndPipes() throws Exception {
    for (var type : new byte[] {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO}) {
      tar(tar -> special(tar, "node", type, ""));
      assertRefused(() -> unpack(ArtifactFormat.TAR_GZ), "is no file, folder or link");
    }
  }

  @Test
  void refusesBombs() throws Exception {
    zip(zip -> file(zip, "zeros", 0100644, new byte[32 << 20]));
    assertRefused(() -> unpack(ArtifactFormat.ZIP), "times the archive's size");
    zip(
        zip -> {
          file(zip, "a", 0100644, new byte[60]);
          file(zip, "b", 0100644, new byte[60]);
        });
    var small = new Unpacker(new Limits(100, 9));
    assertRefused(
        () -> small.unpack(archive, ArtifactFormat.ZIP, "web", folder), "larger than 100 bytes");
    var few = new Unpacker(new Limits(1000, 1));
    assertRefused(
        () -> few.unpack(archive, ArtifactFormat.ZIP, "web", folder), "1 entries allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ZIP", "TAR_GZ"})
  void refusesWhatIsNoArchive(String format) throws Exception {
    Files.writeString(archive, "this is no archive at all");
    assertRefused(() -> unpack(ArtifactFormat.valueOf(format)), "is no sound");
  }
}
