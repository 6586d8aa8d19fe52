package io.lonejupiter.agent.artifact;

import io.lonejupiter.agent.artifact.UnpackTarget.Limits;
import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.model.ArtifactFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks an artifact into a fresh folder. What {@link UnpackTarget} refuses is not unpacked. */
public final class Unpacker {
  private static final int OWNER_MAY_EXECUTE = 0100;

  private final Limits limits;

  public Unpacker() {
    this(Limits.DEFAULT);
  }

  Unpacker(Limits limits) {
    this.limits = limits;
  }

  /**
   * @param app names the one file of a jar ({@code <app>.jar}) or an executable
   * @param folder exists and is empty; what it holds after a failure is worthless
   * @throws StepFailedException the archive is refused or broken
   * @throws IOException the disk failed
   */
  public void unpack(Path archive, ArtifactFormat format, String app, Path folder)
      throws IOException, StepFailedException {
    var target = new UnpackTarget(folder, Files.size(archive), limits);
    try {
      switch (format) {
        case ZIP -> zip(archive, target);
        case TAR_GZ -> tarGz(archive, target);
        case JAR -> single(archive, target, app + ".jar", false);
        case EXECUTABLE -> single(archive, target, app, true);
      }
    } catch (ZipException e) {
      throw broken(format, e);
    } catch (IOException e) {
      // commons-compress tells a broken archive by a plain IOException; the file system does not.
      if (e.getClass() == IOException.class || e instanceof java.io.EOFException) {
        throw broken(format, e);
      }
      throw e;
    }
    target.finish();
  }

  private static StepFailedException broken(ArtifactFormat format, IOException e) {
    return new StepFailedException(
        Reason.UNPACK_REFUSED, "it is no sound " + format + ": " + e.getMessage(), e);
  }

  private static void single(Path archive, UnpackTarget target, String name, boolean executable)
      throws IOException, StepFailedException {
    try (var in = Files.newInputStream(archive)) {
      target.file(name, in, executable);
    }
  }

  private static void zip(Path archive, UnpackTarget target)
      throws IOException, StepFailedException {
    try (var zip = ZipFile.builder().setPath(archive).get()) {
      var entries = zip.getEntries();
      while (entries.hasMoreElements()) {
        var entry = entries.nextElement();
        if (entry.isUnixSymlink()) {
          target.link(entry.getName(), zip.getUnixSymlink(entry));
        } else if (entry.isDirectory()) {
          target.folder(entry.getName());
        } else {
          try (var in = zip.getInputStream(entry)) {
            target.file(entry.getName(), in, (entry.getUnixMode() & OWNER_MAY_EXECUTE) != 0);
          }
        }
      }
    }
  }

  private static void tarGz(Path archive, UnpackTarget target)
      throws IOException, StepFailedException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        var gzip =
            GzipCompressorInputStream.builder()
                .setInputStream(file)
                .setDecompressConcatenated(true)
                .get();
        var tar = new TarArchiveInputStream(gzip)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        tarEntry(entry, tar, target);
      }
    }
  }

  private static void tarEntry(TarArchiveEntry entry, InputStream tar, UnpackTarget target)
      throws IOException, StepFailedException {
    if (entry.isSymbolicLink()) {
      target.link(entry.getName(), entry.getLinkName());
    } else if (entry.isLink()) {
      target.copy(entry.getName(), entry.getLinkName());
    } else if (entry.isDirectory()) {
      target.folder(entry.getName());
    } else if (entry.isFile() && !special(entry)) {
      target.file(entry.getName(), tar, (entry.getMode() & OWNER_MAY_EXECUTE) != 0);
    } else {
      throw UnpackTarget.refused(entry.getName(), "is no file, folder or link");
    }
  }

  /** isFile() also says yes to what it does not know. */
  private static boolean special(TarArchiveEntry entry) {
    return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
  }
}
