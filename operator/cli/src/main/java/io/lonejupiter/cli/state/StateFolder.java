package io.lonejupiter.cli.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder that holds everything of one system started by {@code up}.
 *
 * <pre>
 * command.lock          held by up and down while they change things
 * supervisor.lock       held by the supervisor while it lives
 * supervisor.json       what shall run: ports, parts with their command lines  (SystemPlan)
 * parts/&lt;name&gt;.json     what runs: pid and start time of each part            (PartRecord)
 * examples.applied      digests of the example files as they were applied last
 * logs/&lt;name&gt;.log       output of each part; the one before it is &lt;name&gt;.log.1
 * program/&lt;id&gt;/         the jars that the parts run from, safe from the next build
 * consul/               Consul's data: every object is in here
 * server/               blobs, certificates, token, kubeconfig
 * hosts/&lt;host&gt;/         what each agent keeps, its instances among it
 * router/               HAProxy's configuration and state
 * </pre>
 */
public record StateFolder(Path root) {
  public static final String SUPERVISOR = "supervisor";

  public StateFolder {
    root = root.toAbsolutePath().normalize();
  }

  public Path commandLock() {
    return root.resolve("command.lock");
  }

  public Path supervisorLock() {
    return root.resolve("supervisor.lock");
  }

  public Path appliedExamples() {
    return root.resolve("examples.applied");
  }

  public Path consul() {
    return root.resolve("consul");
  }

  public Path server() {
    return root.resolve("server");
  }

  public Path kubeconfig() {
    return server().resolve("kubeconfig");
  }

  public Path token() {
    return server().resolve("token");
  }

  public Path hosts() {
    return root.resolve("hosts");
  }

  public Path host(String name) {
    return hosts().resolve(name);
  }

  public Path router() {
    return root.resolve("router");
  }

  public Path programs() {
    return root.resolve("program");
  }

  public Path log(String part) {
    return root.resolve("logs").resolve(part + ".log");
  }

  public boolean exists() {
    return Files.isDirectory(root);
  }

  private Path planFile() {
    return root.resolve("supervisor.json");
  }

  private Path partFile(String part) {
    return root.resolve("parts").resolve(part + ".json");
  }

  /**
   * What shall run; empty if nothing was ever started here.
   *
   * @throws UnreadableStateException the file is there and makes no sense
   */
  public Optional<SystemPlan> plan() {
    return JsonFile.read(planFile(), SystemPlan.class);
  }

  public void save(SystemPlan plan) {
    JsonFile.write(planFile(), plan);
  }

  /**
   * What is known of the process of a part.
   *
   * @throws UnreadableStateException the file is there and makes no sense
   */
  public Optional<PartRecord> part(String name) {
    return JsonFile.read(partFile(name), PartRecord.class);
  }

  public void save(PartRecord part) {
    JsonFile.write(partFile(part.name()), part);
  }

  /** Forgets the process of a part. */
  public void forget(String part) {
    try {
      Files.deleteIfExists(partFile(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of all parts that a process is or was recorded for, in order of name. */
  public List<String> recordedParts() {
    return names(root.resolve("parts"), ".json");
  }

  /** Names of all hosts that left something here. */
  public List<String> recordedHosts() {
    return names(hosts(), "");
  }

  private static List<String> names(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.newDirectoryStream(folder, "*" + suffix)) {
      var names = new ArrayList<String>();
      for (Path file : files) {
        String name = file.getFileName().toString();
        names.add(name.substring(0, name.length() - suffix.length()));
      }
      names.sort(null);
      return List.copyOf(names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
