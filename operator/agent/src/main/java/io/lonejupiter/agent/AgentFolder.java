package io.lonejupiter.agent;

import io.lonejupiter.agent.instance.InstanceFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Everything an agent keeps on disk, locked against a second agent. */
final class AgentFolder implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;

  private AgentFolder(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * @throws IllegalStateException another agent uses it
   */
  static AgentFolder open(Path root) throws IOException {
    Files.createDirectories(root.resolve("instances"));
    Files.createDirectories(root.resolve("verifications"));
    // Assignments hold the environment of instances, which may be secret.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    var channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new IllegalStateException(
          "dataDir: " + root + " is in use by another agent; give each agent its own");
    }
    return new AgentFolder(root, channel);
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path session() {
    return root.resolve("session");
  }

  Path cache() {
    return root.resolve("cache/sha256");
  }

  /** The last assignments that were read. */
  Path assignments() {
    return root.resolve("assignments.json");
  }

  InstanceFolder instance(String id) {
    return new InstanceFolder(root.resolve("instances").resolve(id));
  }

  List<InstanceFolder> instances() throws IOException {
    return foldersIn(root.resolve("instances"));
  }

  /** Where an instance of another host is verified. */
  InstanceFolder verification(String id) {
    return new InstanceFolder(root.resolve("verifications").resolve(id));
  }

  List<InstanceFolder> verifications() throws IOException {
    return foldersIn(root.resolve("verifications"));
  }

  private static List<InstanceFolder> foldersIn(Path parent) throws IOException {
    try (var folders = Files.list(parent)) {
      return folders.filter(Files::isDirectory).map(InstanceFolder::new).toList();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
