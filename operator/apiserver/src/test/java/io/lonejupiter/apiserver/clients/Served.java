package io.lonejupiter.apiserver.clients;

import io.lonejupiter.apiserver.ApiServer;
import io.lonejupiter.apiserver.ApiServerSettings;
import io.lonejupiter.apiserver.Kubectl;
import io.lonejupiter.apiserver.MemoryStore;
import io.lonejupiter.apiserver.differential.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A server that clients are tried on, known to them by its kubeconfig alone: this one and, where
 * one is at hand, a real Kubernetes API, which has to make the same tests pass. Both have the kinds
 * of {@code clients/definitions.yaml}.
 */
final class Served implements AutoCloseable {
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final String name;
  private final Path kubeconfig;
  private final Path directory;
  private final AutoCloseable server;

  private Served(String name, Path kubeconfig, Path directory, AutoCloseable server) {
    this.name = name;
    this.kubeconfig = kubeconfig;
    this.directory = directory;
    this.server = server;
    kubectl().run("apply", "-f", resource("definitions.yaml").toString()).ok();
    kubectl().run("wait", "crd", "--all", "--for=condition=Established", "--timeout=30s").ok();
  }

  /** Each is started when it is its turn. */
  static Stream<Served> all() {
    Stream<Supplier<Served>> all =
        Reference.isPresent()
            ? Stream.of(Served::embedded, Served::reference)
            : Stream.of(Served::embedded);
    return all.map(Supplier::get);
  }

  private static Served embedded() {
    try {
      Path directory = Files.createTempDirectory("served");
      ApiServer server =
          ApiServer.start(
              ApiServerSettings.onLoopback(directory, 0),
              new MemoryStore(),
              List.of(),
              request -> List.of(),
              () -> {});
      return new Served("embedded", directory.resolve("kubeconfig"), directory, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Served reference() {
    try {
      Path directory = Files.createTempDirectory("served");
      Reference reference = Reference.start("refserver");
      return new Served("reference", reference.kubeconfig(), directory, reference);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path resource(String name) {
    return Path.of("src/test/resources/clients", name).toAbsolutePath();
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  /** Where tests may put files. */
  Path directory() {
    return directory;
  }

  Kubectl kubectl() {
    return new Kubectl(kubeconfig, directory);
  }

  /** Makes a new namespace. */
  String namespace() {
    String made = "clients-" + NAMESPACES.incrementAndGet();
    kubectl().run("create", "namespace", made).ok();
    return made;
  }

  @Override
  public void close() throws Exception {
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
