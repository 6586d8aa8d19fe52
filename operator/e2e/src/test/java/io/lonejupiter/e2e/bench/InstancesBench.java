package io.lonejupiter.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.lonejupiter.agent.Agent;
import io.lonejupiter.agent.AgentSettings;
import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From an apply to all ready, and the replacement of all, on many hosts: agents are real and share
 * this process, what they run is {@code sleep}. Then the same with ten times as many instances
 * beside it.
 */
class InstancesBench {
  private static final int[] COUNTS = numbers("lj.bench.instances", "10,100,500");
  private static final int[] HOSTS = numbers("lj.bench.hosts", "10,50");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long IDLE_SECONDS = 30;

  private LoneJupiter system;
  private final List<Agent> agents = new ArrayList<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /** When an instance was first seen so far, in nanoseconds. */
  private static final class Seen {
    final String revision;
    final long placed = System.nanoTime();
    volatile long started;
    volatile long ready;

    Seen(String revision) {
      this.revision = revision;
    }
  }

  @Test
  void instancesOnManyHosts(@TempDir Path folder) throws Exception {
    system = LoneJupiter.up(folder.resolve("lj"), "--no-examples");
    try (var client = client();
        var informer =
            client.resources(AppDeployment.class).inNamespace("default").inform(handler())) {
      for (var host : List.of("host-1", "host-2", "host-3")) {
        var patch = "{\"spec\":{\"cordoned\":true}}";
        system.kubectl("patch", "apphost/" + host, "--type=merge", "-p", patch).orFail();
      }
      push(folder);
      for (var hosts : HOSTS) {
        startHosts(folder, hosts);
        for (var count : COUNTS) {
          measure("few", count, "");
        }
      }
      apply("others", 100, "1.0.0");
      awaitAll("others", 100, null);
      measure("few", 10, ", 100 others there");
    } finally {
      endInstances();
    }
  }

  /** What an agent has started goes on without it. */
  private void endInstances() throws Exception {
    try {
      system.kubectl("delete", "appmap", "--all").orFail();
      await().atMost(LIMIT).until(() -> system.get("appdeployments").path("items").isEmpty());
    } finally {
      for (var agent : agents) {
        agent.close();
      }
      system.close();
    }
  }

  private static int[] numbers(String property, String otherwise) {
    return Arrays.stream(System.getProperty(property, otherwise).split(","))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private KubernetesClient client() throws IOException {
    var config = Config.fromKubeconfig(Files.readString(Path.of(system.variable("KUBECONFIG"))));
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private ResourceEventHandler<AppDeployment> handler() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(AppDeployment instance) {
        see(instance);
      }

      @Override
      public void onUpdate(AppDeployment before, AppDeployment instance) {
        see(instance);
      }

      @Override
      public void onDelete(AppDeployment instance, boolean unknown) {
        seen.remove(instance.getMetadata().getName());
      }
    };
  }

  private void see(AppDeployment instance) {
    var times =
        seen.computeIfAbsent(
            instance.getMetadata().getName(), name -> new Seen(instance.getSpec().revision()));
    var status = instance.getStatus();
    if (status != null && status.pid() != null && times.started == 0) {
      times.started = System.nanoTime();
    }
    var ready = status != null && Conditions.isTrue(status.conditions(), Conditions.READY);
    if (ready && times.ready == 0) {
      times.ready = System.nanoTime();
    }
  }

  private void push(Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("sleep.sh"), "#!/bin/sh\nexec sleep 100000\n");
    for (var version : List.of("1.0.0", "2.0.0")) {
      system
          .inShell("artifact", "push", file.toString(), "--app", "sleep", "--version", version)
          .orFail();
    }
  }

  private void startHosts(Path folder, int count) throws IOException, InterruptedException {
    var consul = ConsulAddress.parse(system.variable("CONSUL_HTTP_ADDR"), null);
    for (int i = agents.size() + 1; i <= count; i++) {
      var name = "bench-" + i;
      agents.add(
          Agent.start(
              AgentSettings.of(
                      name,
                      system.variable("LJ_CLUSTER"),
                      consul,
                      "127.0.1." + i,
                      folder.resolve(name))
                  .withResources(1_000_000, 1L << 40)));
    }
    await().atMost(LIMIT).until(() -> system.get("apphosts").path("items").size() == count + 3);
  }

  private void measure(String map, int count, String beside)
      throws IOException, InterruptedException {
    var what = "%d instances on %d hosts%s".formatted(count, agents.size(), beside);
    var cpu = Cpu.now(system);
    var start = System.nanoTime();
    apply(map, count, "1.0.0");
    var applied = System.nanoTime();
    awaitAll(map, count, null);
    tell("instances-ready " + what, start, applied, map, count, Cpu.now(system).since(cpu));
    cpu = Cpu.now(system);
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    tellIdle("instances-idle " + what, Cpu.now(system).since(cpu));
    var first = revision(map);
    cpu = Cpu.now(system);
    start = System.nanoTime();
    apply(map, count, "2.0.0");
    applied = System.nanoTime();
    awaitAll(map, count, first);
    tell("instances-replaced " + what, start, applied, map, count, Cpu.now(system).since(cpu));
    system.kubectl("delete", "appmap/" + map).orFail();
    await().atMost(LIMIT).until(() -> of(map).isEmpty());
  }

  private void apply(String map, int count, String version) {
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: ApplicationMap
            metadata: {name: %s, namespace: default}
            spec:
              instances: %d
              artifact: {app: sleep, version: %s}
              run: {command: [sleep, "100000"], stopGracePeriod: 1s}
              health: {command: ["true"], interval: 1m}
              rollout: {type: Rolling, maxSurge: %d}
            """
                .formatted(map, count, version, Math.max(1, count / 5)))
        .orFail();
  }

  private List<Seen> of(String map) {
    return seen.entrySet().stream()
        .filter(e -> e.getKey().startsWith(map + "-"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private String revision(String map) {
    return of(map).get(0).revision;
  }

  /**
   * @param but none of this revision may be left
   */
  private void awaitAll(String map, int count, String but) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              var all = of(map);
              return all.size() == count
                  && all.stream().allMatch(s -> s.ready > 0 && !s.revision.equals(but));
            });
  }

  private void tell(String what, long start, long applied, String map, int count, Cpu cpu) {
    var end = System.nanoTime();
    var placed = last(map, s -> s.placed);
    var started = last(map, s -> s.started);
    var ready = last(map, s -> s.ready);
    System.out.printf(
        "bench %s: %.2f s (apply %.2f, last placed +%.2f, started +%.2f, ready +%.2f, old ones gone"
            + " +%.2f); ms of CPU per instance: server %.0f, Consul %.0f, agents and this bench"
            + " %.0f%n",
        what,
        (end - start) / 1e9,
        (applied - start) / 1e9,
        (placed - applied) / 1e9,
        (started - placed) / 1e9,
        (ready - started) / 1e9,
        (end - ready) / 1e9,
        cpu.server() * 1e3 / count,
        cpu.consul() * 1e3 / count,
        cpu.agents() * 1e3 / count);
  }

  private static void tellIdle(String what, Cpu cpu) {
    System.out.printf(
        "bench %s: ms of CPU per second: server %.0f, Consul %.0f, agents and this bench %.0f%n",
        what,
        cpu.server() * 1e3 / IDLE_SECONDS,
        cpu.consul() * 1e3 / IDLE_SECONDS,
        cpu.agents() * 1e3 / IDLE_SECONDS);
  }

  private long last(String map, Function<Seen, Long> time) {
    return of(map).stream().mapToLong(time::apply).max().orElseThrow();
  }

  /** Seconds of processor time that were used; the agents share the process that measures. */
  private record Cpu(double server, double consul, double agents) {
    static Cpu now(LoneJupiter system) {
      return new Cpu(
          of(system.pidOf("server")),
          of(system.pidOf("consul")),
          of(ProcessHandle.current().pid()));
    }

    private static double of(long pid) {
      return ProcessHandle.of(pid)
              .flatMap(p -> p.info().totalCpuDuration())
              .orElse(Duration.ZERO)
              .toMillis()
          / 1e3;
    }

    Cpu since(Cpu before) {
      return new Cpu(server - before.server, consul - before.consul, agents - before.agents);
    }
  }
}
