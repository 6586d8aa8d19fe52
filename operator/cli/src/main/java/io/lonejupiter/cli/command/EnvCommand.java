package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.show.ShellExports;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.system.RunningSystem;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.ToolMissingException;
import io.lonejupiter.tools.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env}: what a shell needs to know. */
@Command(
    name = "env",
    description = {
      "Prints what a shell needs: eval \"$(./lonejupiter env)\"",
      "One export line each: KUBECONFIG, CONSUL_HTTP_ADDR, LJ_CLUSTER, LJ_ROUTER, LJ_SERVER,"
          + " LJ_TOKEN; and PATH if kubectl is not on it."
    })
final class EnvCommand implements Callable<Integer> {
  @Mixin private StateOptions state;

  @Override
  public Integer call() {
    StateFolder folder = state.folder();
    try (RunningSystem system = RunningSystem.of(folder)) {
      Map<String, String> values = new LinkedHashMap<>();
      values.put("KUBECONFIG", folder.kubeconfig().toString());
      values.put(ChosenCluster.CONSUL, system.plan().consulUrl());
      values.put(ChosenCluster.CLUSTER, system.plan().cluster());
      values.put("LJ_ROUTER", system.plan().routerUrl());
      values.put("LJ_SERVER", system.plan().serverUrl());
      values.put("LJ_TOKEN", token(folder));
      pathWithKubectl().ifPresent(path -> values.put("PATH", path));
      System.out.print(ShellExports.of(values));
      return 0;
    }
  }

  private static String token(StateFolder folder) {
    try {
      return Files.readString(folder.token()).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          "the server has not written " + folder.token() + " yet: see ./lonejupiter status", e);
    }
  }

  /** The PATH with kubectl's folder in front; empty if a good one is found along it already. */
  private static Optional<String> pathWithKubectl() {
    try {
      Tool kubectl = Tools.standard(System.err::println).kubectl();
      Path folder = kubectl.executable().getParent();
      String path = System.getenv().getOrDefault("PATH", "");
      boolean isFirst =
          Arrays.stream(path.split(File.pathSeparator))
              .filter(part -> Files.isExecutable(Path.of(part, "kubectl")))
              .findFirst()
              .filter(part -> Path.of(part).equals(folder))
              .isPresent();
      return isFirst ? Optional.empty() : Optional.of(folder + File.pathSeparator + path);
    } catch (ToolMissingException e) {
      System.err.println(e.getMessage());
      return Optional.empty();
    }
  }
}
