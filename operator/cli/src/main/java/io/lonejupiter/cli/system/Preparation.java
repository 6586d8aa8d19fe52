package io.lonejupiter.cli.system;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.state.PartSpec;
import io.lonejupiter.cli.state.Port;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.SystemPlan;
import io.lonejupiter.tools.ConsulSettings;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.ToolMissingException;
import io.lonejupiter.tools.Tools;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides what shall run and puts it on disk; starts nothing. */
final class Preparation {
  private static final int DEFAULT_HOSTS = 3;

  private final StateFolder state;
  private final Path home;
  private final Consumer<String> progress;

  Preparation(StateFolder state, Path home, Consumer<String> progress) {
    this.state = state;
    this.home = home;
    this.progress = progress;
  }

  /**
   * Makes a plan and saves it, while nothing runs.
   *
   * @param wantedHosts empty: as many as the last time
   * @param kubeconfig of a real Kubernetes API; empty: as the last time, at first the embedded one
   * @throws CommandFailure a program is missing
   */
  SystemPlan prepare(Optional<Integer> wantedHosts, Optional<Path> kubeconfig) {
    Optional<SystemPlan> before = state.plan();
    requireSetsid();
    Tools tools = Tools.standard(progress);
    Tool consul = found(tools);
    int proxyPort =
        OwnProxy.runs(state.router()) ? before.map(p -> p.port(Port.ROUTER)).orElse(0) : 0;
    var ports =
        PortPlan.choose(
            before.map(SystemPlan::ports).orElse(Map.of()),
            port -> Ports.isFree(SystemPlan.ADDRESS, port) || port == proxyPort,
            () -> Ports.free(SystemPlan.ADDRESS));
    ports.notes().forEach(progress);
    int hosts = wantedHosts.or(() -> before.map(SystemPlan::hosts)).orElse(DEFAULT_HOSTS);
    boolean kubernetes = kubeconfig.isPresent() || before.map(SystemPlan::kubernetes).orElse(false);
    kubeconfig.ifPresent(this::takeOver);
    var program = new ProgramFolder(state.programs());
    String id = program.install(classPath());
    program.keepOnly(id);
    var commands = commands(id, ports.ports());
    List<PartSpec> parts = commands.all(consul, kubernetes, HostPlan.of(hosts));
    writeConsulConfig(consul, PartCommands.consulSettings(state, ports.ports()));
    var plan =
        new SystemPlan(
            SystemPlan.SCHEMA, SystemPlan.CLUSTER, hosts, kubernetes, id, ports.ports(), parts);
    state.save(plan);
    return plan;
  }

  /** The supervisor of a plan. */
  PartSpec supervisor(SystemPlan plan) {
    return commands(plan.program(), plan.ports()).supervisor();
  }

  private PartCommands commands(String program, Map<Port, Integer> ports) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new PartCommands(state, java, home, program, ports);
  }

  private static Tool found(Tools tools) {
    try {
      // Both now, so that what is missing is said before anything is started.
      tools.haproxy();
      return tools.consul();
    } catch (ToolMissingException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** A copy of its own, so that every command finds it where the embedded API's would be. */
  private void takeOver(Path kubeconfig) {
    try {
      Files.createDirectories(state.kubeconfig().getParent());
      Files.copy(kubeconfig, state.kubeconfig(), StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(
          state.kubeconfig(), PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new CommandFailure("--kubeconfig: " + kubeconfig + " cannot be copied: " + e, e);
    }
  }

  private static void requireSetsid() {
    boolean there =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
    if (!there) {
      throw new CommandFailure("no setsid on PATH: install util-linux");
    }
  }

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }

  private static void writeConsulConfig(Tool consul, ConsulSettings settings) {
    try {
      Files.createDirectories(settings.folder());
      Files.writeString(settings.configFile(), settings.configJson(consul));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + settings.configFile(), e);
    }
  }
}
