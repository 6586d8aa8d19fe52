package io.lonejupiter.e2e.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A system that runs {@link SessionApp}, in the versions 1.0.0 and 2.0.0 of the app session. */
public final class SessionSystem {
  private static final Path CLASSES =
      Path.of(System.getProperty("lj.home"), "operator/e2e/target/test-classes")
          .toAbsolutePath()
          .normalize();

  private SessionSystem() {}

  /** Brings it up, with both artifacts. */
  public static LoneJupiter up(Path data) {
    var system = LoneJupiter.up(data, "--no-examples");
    try {
      // The app's classes are those of these tests; the artifact is only what a version needs.
      var jar = Files.writeString(data.resolveSibling("session.jar"), "session").toString();
      for (var version : new String[] {"1.0.0", "2.0.0"}) {
        system.inShell("artifact", "push", jar, "--app", "session", "--version", version).orFail();
      }
      return system;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A map of the app. */
  public static String map(String name, String version, int instances, String maxDuration) {
    return """
        apiVersion: lonejupiter.io/v1alpha1
        kind: ApplicationMap
        metadata: {name: %s, namespace: default}
        spec:
          instances: %d
          artifact: {app: session, version: %s}
          run:
            command:
              - java
              - -XX:TieredStopAtLevel=1
              - -Xmx128m
              - -cp
              - %s
              - io.lonejupiter.e2e.harness.SessionApp
              - $(HOST)
              - $(PORT)
              - $(VERSION)
              - $(INSTANCE)
            ports: [{name: http}]
          health: {http: {path: /healthz}, interval: 1s, timeout: 5s}
          drain: {until: sessions, maxDuration: %s}
        """
        .formatted(name, instances, version, CLASSES, maxDuration);
  }

  /** A route to the maps session and canary; the first has this weight of 100. */
  public static String frontEnd(int weight) {
    return """
        apiVersion: lonejupiter.io/v1alpha1
        kind: FrontEndConfig
        metadata: {name: session, namespace: default}
        spec:
          routes:
            - name: session
              matches: [{path: {value: /session}}]
              backendRefs:
                - {app: session, labels: {map: session}, weight: %d}
                - {app: session, labels: {map: canary}, weight: %d}
        """
        .formatted(weight, 100 - weight);
  }

  /** Serves a map of canaries with these steps at {@code /session}. */
  public static void serveCanaries(LoneJupiter system, int instances, String steps) {
    var yaml =
        map("session", "1.0.0", instances, "5m")
            + """
                rollout: {type: Canary, steps: %s, keepWarm: 1s}
              ---
              apiVersion: lonejupiter.io/v1alpha1
              kind: FrontEndConfig
              metadata: {name: session, namespace: default}
              spec:
                routes:
                  - name: session
                    matches: [{path: {value: /session}}]
                    backendRefs: [{app: session, labels: {map: session}}]
              """
                .formatted(steps);
    system.apply(yaml).orFail();
    system.awaitReady("applicationmap", "session", "default");
    system.awaitReady("frontendconfig", "session", "default");
    system.awaitThat("it is served", () -> version(system).equals("1.0.0"));
  }

  /** What answers at {@code /session}. */
  public static String version(LoneJupiter system) {
    return system.request("/session").body().split(" ")[0];
  }

  /** Waits until a map has so many instances, all green, and no other is left. */
  public static void awaitSettled(LoneJupiter system, String map, int instances) {
    await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(
            () ->
                system.isReady("applicationmap", map, "default")
                    && system.instances("default", map).stream().filter(Instance::ready).count()
                        == instances
                    && system.instances("default", map).size() == instances);
  }

  /** Reloads HAProxy, and waits until another worker serves. */
  public static void reload(LoneJupiter system) throws IOException {
    var before = worker(system);
    master(system, "reload");
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> worker(system) != before);
  }

  /** Pid of the worker that serves. */
  private static long worker(LoneJupiter system) throws IOException {
    // Process ids begin anew some day, so the newest worker need not have the highest.
    return master(system, "show proc")
        .lines()
        .takeWhile(line -> !line.startsWith("# old"))
        .filter(line -> line.contains(" worker "))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[0]))
        .findFirst()
        .orElse(-1);
  }

  private static String master(LoneJupiter system, String command) throws IOException {
    try (var paths = Files.walk(system.data())) {
      var socket = paths.filter(path -> path.endsWith("master.sock")).findFirst().orElseThrow();
      try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
        channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
        channel.shutdownOutput();
        var answer = ByteBuffer.allocate(65_536);
        while (channel.read(answer) >= 0) {}
        return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
      }
    }
  }
}
