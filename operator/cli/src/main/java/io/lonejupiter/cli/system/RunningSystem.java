package io.lonejupiter.cli.system;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.observe.Api;
import io.lonejupiter.cli.observe.Observation;
import io.lonejupiter.cli.observe.Observer;
import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.state.PartSpec;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.SystemPlan;
import io.lonejupiter.cli.supervisor.PartProcess;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A system that was brought up, as every command but {@code up} and {@code down} sees it. */
public final class RunningSystem implements AutoCloseable {
  private final StateFolder state;
  private final SystemPlan plan;
  private final Endpoints endpoints;
  private io.fabric8.kubernetes.client.KubernetesClient client;

  RunningSystem(StateFolder state, SystemPlan plan) {
    this.state = state;
    this.plan = plan;
    this.endpoints = new Endpoints(plan);
  }

  /**
   * The system of this folder.
   *
   * @throws CommandFailure nothing was ever brought up there
   */
  public static RunningSystem of(StateFolder state) {
    return new RunningSystem(
        state,
        state
            .plan()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "nothing is up in " + state.root() + ": start it with ./lonejupiter up")));
  }

  public SystemPlan plan() {
    return plan;
  }

  public StateFolder state() {
    return state;
  }

  /** A part and the process that it is now, if it lives. */
  public record PartState(PartSpec spec, Optional<PartRecord> process) {}

  /** Each part of the plan. */
  public List<PartState> parts() {
    return plan.parts().stream()
        .map(spec -> new PartState(spec, state.part(spec.name()).flatMap(PartProcess::find)))
        .toList();
  }

  /** The supervisor, if it lives. */
  public Optional<PartRecord> supervisor() {
    return state.part(StateFolder.SUPERVISOR).flatMap(PartProcess::find);
  }

  /** Whether any part lives. */
  public boolean anyAlive() {
    return supervisor().isPresent() || parts().stream().anyMatch(p -> p.process().isPresent());
  }

  /** A client of the API; closed with this. */
  public synchronized io.fabric8.kubernetes.client.KubernetesClient client() {
    if (client == null) {
      if (!Files.exists(state.kubeconfig())) {
        throw new CommandFailure(
            "the server has not written "
                + state.kubeconfig()
                + " yet: see "
                + state.log(PartCommands.SERVER));
      }
      client = Api.open(state.kubeconfig());
    }
    return client;
  }

  /**
   * A look at everything.
   *
   * @throws CommandFailure the API or Consul does not answer
   */
  public Observation look() {
    try {
      return new Observer(client(), plan.consulUrl(), plan.cluster()).look();
    } catch (KubernetesClientException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandFailure("the API does not answer: " + cause.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new CommandFailure(
          "Consul does not answer at " + plan.consulUrl() + ": " + e.getCause(), e);
    }
  }

  /** What is not as it shall be, each as a sentence. */
  public List<String> obstacles() {
    try {
      return obstacles(look());
    } catch (CommandFailure e) {
      return List.of(e.getMessage());
    }
  }

  /** The same, of what was seen. */
  public List<String> obstacles(Observation seen) {
    List<String> obstacles = new ArrayList<>();
    for (PartState part : parts()) {
      if (part.process().isEmpty()) {
        obstacles.add(
            "part %s does not run: see %s"
                .formatted(part.spec().name(), state.log(part.spec().name())));
      }
    }
    if (!endpoints.routerListens()) {
      obstacles.add("the router does not listen on " + plan.routerUrl() + " yet");
    }
    var hosts = HostPlan.of(plan.hosts()).stream().map(HostPlan::name).toList();
    obstacles.addAll(seen.obstacles(hosts));
    return List.copyOf(obstacles);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
