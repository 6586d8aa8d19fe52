package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.process.LogFiles;
import io.lonejupiter.core.document.Documents;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The folder of one instance: its record, its releases and its logs. */
public record InstanceFolder(Path root) {

  public String id() {
    return root.getFileName().toString();
  }

  Path releases() {
    return root.resolve("releases");
  }

  Path release(String name) {
    return releases().resolve(name);
  }

  public LogFiles logs() {
    return new LogFiles(root.resolve("logs"));
  }

  private Path recordFile() {
    return root.resolve("instance.json");
  }

  /**
   * The record, if there is one.
   *
   * @throws Documents.UnreadableException it is damaged
   */
  public Optional<InstanceRecord> load() throws IOException {
    try {
      var json = Files.readAllBytes(recordFile());
      return Optional.of(Documents.read(recordFile().toString(), json, InstanceRecord.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void save(InstanceRecord instance) throws IOException {
    Files.createDirectories(logs().folder());
    DurableFile.write(recordFile(), Documents.write(instance));
  }

  /** An empty folder to unpack into, which {@link #publish} gives its name. */
  Path fresh(String name) throws IOException {
    delete(releases());
    return Files.createDirectories(release(name + ".partial"));
  }

  void publish(String name) throws IOException {
    Files.move(release(name + ".partial"), release(name));
  }

  /** An empty folder to unpack a test into. */
  Path freshTest() throws IOException {
    delete(root.resolve("verification"));
    return Files.createDirectories(root.resolve("verification"));
  }

  void deleteReleases() throws IOException {
    delete(releases());
  }

  public void deleteAll() throws IOException {
    delete(root);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          /** What a process made read-only has to go, too. */
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            if (!Files.isWritable(visited)) {
              Files.setPosixFilePermissions(visited, PosixFilePermissions.fromString("rwx------"));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
