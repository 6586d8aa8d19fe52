package io.lonejupiter.agent.artifact;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.agent.process.Forks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fresh folder that an archive is unpacked into. Refuses whatever would leave it, and more than
 * its limits allow. Links are made last, so that nothing is ever written through one.
 */
final class UnpackTarget {
  private static final int LARGEST_RATIO = 200;
  private static final long RATIO_COUNTS_FROM = 16L << 20;

  /**
   * @param bytes all files together
   * @param entries files, folders and links
   */
  record Limits(long bytes, int entries) {
    static final Limits DEFAULT = new Limits(8L << 30, 200_000);
  }

  private final Path root;
  private final long archiveBytes;
  private final Limits limits;
  private final Map<Path, String> links = new LinkedHashMap<>();
  private long bytes;
  private int entries;

  UnpackTarget(Path root, long archiveBytes, Limits limits) {
    this.root = root;
    this.archiveBytes = archiveBytes;
    this.limits = limits;
  }

  void folder(String name) throws IOException, StepFailedException {
    var path = place(name);
    if (!path.equals(root) && (links.containsKey(path) || Files.isRegularFile(path))) {
      throw refused(name, "stands in it twice, as folder and as file or link");
    }
    Files.createDirectories(path);
  }

  void file(String name, InputStream in, boolean executable)
      throws IOException, StepFailedException {
    var path = place(name);
    if (path.equals(root) || links.containsKey(path) || Files.isDirectory(path)) {
      throw refused(name, "stands in it twice, as file and as folder or link");
    }
    Files.createDirectories(path.getParent());
    try (var out = Files.newOutputStream(path)) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count(name, n);
        out.write(buffer, 0, n);
      }
    }
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private void count(String name, int more) throws StepFailedException {
    bytes += more;
    if (bytes > limits.bytes()) {
      throw refused(name, "makes it larger than " + limits.bytes() + " bytes unpacked");
    }
    if (bytes > RATIO_COUNTS_FROM && bytes / LARGEST_RATIO > archiveBytes) {
      throw refused(name, "unpacks to more than " + LARGEST_RATIO + " times the archive's size");
    }
  }

  /** A symbolic link; it must lead to something inside when all is unpacked. */
  void link(String name, String target) throws StepFailedException {
    var path = place(name);
    if (path.equals(root) || target.startsWith("/") || target.indexOf('\0') >= 0) {
      throw refused(name, "is a link to " + target + ", outside its folder");
    }
    if (Files.exists(path)) {
      throw refused(name, "stands in it twice, as link and as file or folder");
    }
    links.put(path, target);
  }

  /** A hard link is taken as a copy of what it names. */
  void copy(String name, String target) throws IOException, StepFailedException {
    var original = inside(target);
    if (original.equals(root) || !Files.isRegularFile(original)) {
      throw refused(name, "is a hard link to " + target + ", which is no file in it");
    }
    try (var in = Files.newInputStream(original)) {
      file(name, in, Files.isExecutable(original));
    }
  }

  /** Makes the links; then all can be used. */
  void finish() throws IOException, StepFailedException {
    Forks.await();
    for (var link : links.entrySet()) {
      var parent = link.getKey().getParent();
      Files.createDirectories(parent);
      if (!parent.toRealPath().startsWith(root.toRealPath())) {
        throw refused(root.relativize(link.getKey()).toString(), "lies outside its folder");
      }
      Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
    }
    // Looked at only when all are there: each may lead through others.
    for (var link : links.entrySet()) {
      var name = root.relativize(link.getKey()).toString();
      try {
        if (!link.getKey().toRealPath().startsWith(root.toRealPath())) {
          throw refused(name, "is a link to " + link.getValue() + ", outside its folder");
        }
      } catch (IOException e) {
        throw new StepFailedException(
            Reason.UNPACK_REFUSED,
            "entry '" + name + "' is a link to " + link.getValue() + ", which leads nowhere",
            e);
      }
    }
  }

  private Path place(String name) throws StepFailedException {
    if (++entries > limits.entries()) {
      throw refused(name, "is one more than the " + limits.entries() + " entries allowed");
    }
    return inside(name);
  }

  private Path inside(String name) throws StepFailedException {
    if (name.startsWith("/") || name.indexOf('\0') >= 0 || name.indexOf('\\') >= 0) {
      throw refused(name, "has an absolute or foreign name");
    }
    for (var part : name.split("/")) {
      if (part.equals("..")) {
        throw refused(name, "leaves its folder");
      }
    }
    return root.resolve(name).normalize();
  }

  static StepFailedException refused(String name, String why) {
    return new StepFailedException(Reason.UNPACK_REFUSED, "entry '" + name + "' " + why);
  }
}
