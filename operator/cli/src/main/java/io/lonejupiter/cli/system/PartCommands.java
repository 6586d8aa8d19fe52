package io.lonejupiter.cli.system;

import io.lonejupiter.cli.Main;
import io.lonejupiter.cli.state.PartSpec;
import io.lonejupiter.cli.state.Port;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.state.SystemPlan;
import io.lonejupiter.tools.ConsulPorts;
import io.lonejupiter.tools.ConsulSettings;
import io.lonejupiter.tools.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of each part. Pure: starts nothing and reads no file. */
final class PartCommands {
  static final String CONSUL = "consul";
  static final String SERVER = "server";
  static final String ROUTER = "router-1";

  private final StateFolder state;
  private final String java;
  private final String home;
  private final String program;
  private final Map<Port, Integer> ports;

  /**
   * @param java the java that runs the parts
   * @param home the folder of the launcher
   * @param program id of the folder with the jars
   */
  PartCommands(StateFolder state, Path java, Path home, String program, Map<Port, Integer> ports) {
    this.state = state;
    this.java = java.toString();
    this.home = home.toString();
    this.program = program;
    this.ports = ports;
  }

  /** All parts in the order in which they are started. */
  List<PartSpec> all(Tool consul, boolean kubernetes, List<HostPlan> hosts) {
    List<PartSpec> parts = new ArrayList<>();
    parts.add(consul(consul));
    parts.add(server(kubernetes));
    hosts.forEach(host -> parts.add(agent(host)));
    parts.add(router());
    return List.copyOf(parts);
  }

  /** The supervisor itself. */
  PartSpec supervisor() {
    return jvm(StateFolder.SUPERVISOR, 32, "supervise", "--data", state.root().toString());
  }

  /** How Consul is set up. */
  static ConsulSettings consulSettings(StateFolder state, Map<Port, Integer> ports) {
    var numbers =
        new ConsulPorts(
            ports.get(Port.CONSUL_HTTP),
            ports.get(Port.CONSUL_DNS),
            ports.get(Port.CONSUL_SERF_LAN),
            ports.get(Port.CONSUL_SERF_WAN),
            ports.get(Port.CONSUL_SERVER));
    return ConsulSettings.of(state.consul(), SystemPlan.ADDRESS, numbers, "lj-consul");
  }

  private PartSpec consul(Tool consul) {
    List<String> command = new ArrayList<>();
    command.add(consul.executable().toString());
    command.addAll(consulSettings(state, ports).arguments());
    return new PartSpec(CONSUL, command, consul.environment());
  }

  private PartSpec server(boolean kubernetes) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "server",
            "--consul",
            consulUrl(),
            "--cluster",
            SystemPlan.CLUSTER,
            "--data",
            state.server().toString(),
            "--address",
            SystemPlan.ADDRESS,
            "--port",
            ports.get(Port.SERVER).toString()));
    arguments.addAll(
        kubernetes
            ? List.of("--kubeconfig", state.kubeconfig().toString())
            : List.of("--api-port", ports.get(Port.API).toString()));
    return jvm(SERVER, 256, arguments.toArray(String[]::new));
  }

  private PartSpec agent(HostPlan host) {
    return jvm(
        host.name(),
        96,
        "agent",
        "--consul",
        consulUrl(),
        "--cluster",
        SystemPlan.CLUSTER,
        "--data",
        state.host(host.name()).toString(),
        "--host",
        host.name(),
        "--address",
        host.address(),
        "--tags",
        String.join(",", host.tags()));
  }

  private PartSpec router() {
    return jvm(
        ROUTER,
        96,
        "router",
        "--consul",
        consulUrl(),
        "--cluster",
        SystemPlan.CLUSTER,
        "--data",
        state.router().toString(),
        "--name",
        ROUTER,
        "--address",
        SystemPlan.ADDRESS,
        "--port",
        ports.get(Port.ROUTER).toString());
  }

  private String consulUrl() {
    return "http://" + SystemPlan.ADDRESS + ":" + ports.get(Port.CONSUL_HTTP);
  }

  private PartSpec jvm(String name, int heapMegabytes, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add("-Xmx" + heapMegabytes + "m");
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlj.log=INFO",
            "-Dlj.home=" + home,
            "-cp",
            state.programs().resolve(program).resolve("*").toString(),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    return new PartSpec(name, command, Map.of());
  }
}
