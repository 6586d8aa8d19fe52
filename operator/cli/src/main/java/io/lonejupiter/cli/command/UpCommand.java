package io.lonejupiter.cli.command;

import io.lonejupiter.cli.show.Overview;
import io.lonejupiter.cli.state.StateFolder;
import io.lonejupiter.cli.system.Down;
import io.lonejupiter.cli.system.News;
import io.lonejupiter.cli.system.RunningSystem;
import io.lonejupiter.cli.system.Up;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code up}: everything on this machine. */
@Command(
    name = "up",
    description = {
      "Starts everything on this machine and applies the examples.",
      "That is Consul, the server, hosts and a router. Done again it changes nothing that runs."
          + " Without --detach it stays, shows what changes, and takes everything down on Ctrl-C."
    })
final class UpCommand implements Callable<Integer> {
  private static final int MOST_HOSTS = 200;

  @Spec private CommandSpec spec;

  @Mixin private StateOptions state;

  @Option(
      names = "--detach",
      description =
          "Return once every ApplicationMap and FrontEndConfig is Ready: 0; after 240 s: 1, with the"
              + " reasons.")
  private boolean detach;

  @Option(
      names = "--hosts",
      paramLabel = "N",
      description = "How many hosts. Default: as many as the last time, at first 3.")
  private Integer hosts;

  @Option(names = "--no-examples", description = "Do not apply the examples.")
  private boolean noExamples;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Work against this Kubernetes API instead of the embedded one; its kinds must be there:"
              + " kubectl apply -f crds/")
  private Path kubeconfig;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws InterruptedException {
    if (hosts != null && (hosts < 1 || hosts > MOST_HOSTS)) {
      throw new ParameterException(
          spec.commandLine(), "--hosts: " + hosts + " is not in 1.." + MOST_HOSTS);
    }
    StateFolder folder = state.folder();
    var up = new Up(folder, StateOptions.home(), out::println);
    if (!detach) {
      takeDownOnInterrupt(up, folder);
    }
    try (RunningSystem system =
        up.run(Optional.ofNullable(hosts), Optional.ofNullable(kubeconfig), !noExamples)) {
      out.println();
      out.print(Overview.of(system.look()));
      printUrls(system);
      if (!detach) {
        stay(up, system);
      }
      return 0;
    }
  }

  private void printUrls(RunningSystem system) {
    out.println("router   " + system.plan().routerUrl());
    out.println("server   " + system.plan().serverUrl());
    out.println("Consul   " + system.plan().consulUrl() + "/ui/");
    out.println();
    out.println("kubectl, curl and the rest find it after: eval \"$(./lonejupiter env)\"");
    out.println(
        detach
            ? "./lonejupiter down takes everything down."
            : "Ctrl-C takes everything down, as ./lonejupiter down does.");
  }

  private void takeDownOnInterrupt(Up up, StateFolder folder) {
    var down = new Down(folder, new Leftovers(), out::println);
    var hook =
        new Thread(
            () -> {
              up.stop();
              if (folder.exists() && !folder.recordedParts().isEmpty()) {
                out.println("taking everything down ...");
                down.stop();
              }
            },
            "down-on-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Returns when another command has taken everything down. */
  private void stay(Up up, RunningSystem system) throws InterruptedException {
    var news = new News(out::println);
    while (system.anyAlive()) {
      TimeUnit.SECONDS.sleep(2);
      up.keepSupervised(system);
      boolean wasQuiet = news.quiet();
      news.tell(system.obstacles());
      if (!wasQuiet && news.quiet()) {
        out.println("everything is Ready again");
      }
    }
    out.println("everything was taken down by another command");
  }
}
