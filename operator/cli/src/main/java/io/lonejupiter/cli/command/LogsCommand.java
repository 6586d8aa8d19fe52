package io.lonejupiter.cli.command;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.system.RunningSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs}: what an instance writes, for those without kubectl. */
@Command(
    name = "logs",
    description = {
      "Shows what an instance writes to stdout and stderr.",
      "kubectl logs INSTANCE does the same and more."
    })
final class LogsCommand implements Callable<Integer> {
  @Mixin private StateOptions state;

  @Parameters(
      index = "0",
      paramLabel = "INSTANCE",
      description = "Name of the instance, as status and kubectl get ad show it.")
  private String instance;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Its namespace. Default: ${DEFAULT-VALUE}.")
  private String namespace;

  @Option(names = "-f", description = "Go on with what comes, until the instance is gone.")
  private boolean follow;

  @Option(names = "--previous", description = "Of the last process that has ended.")
  private boolean previous;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only so many of the last lines.")
  private Integer tail;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    try (var system = RunningSystem.of(state.folder())) {
      var pod = system.client().pods().inNamespace(namespace).withName(instance);
      try {
        show(pod);
      } catch (KubernetesClientException e) {
        var said = e.getStatus() == null ? null : e.getStatus().getMessage();
        throw new CommandFailure(
            said == null ? "the API does not answer: " + e.getMessage() : said);
      }
      return 0;
    }
  }

  private void show(PodResource pod) throws IOException {
    if (follow) {
      follow(pod);
    } else {
      out.print(previous ? terminated(pod) : tail == null ? pod.getLog() : tailed(pod));
      out.flush();
    }
  }

  private String tailed(PodResource pod) {
    return pod.tailingLines(tail).getLog();
  }

  private String terminated(PodResource pod) {
    var log = pod.terminated();
    return tail == null ? log.getLog() : log.tailingLines(tail).getLog();
  }

  private void follow(PodResource pod) throws IOException {
    if (previous) {
      throw new CommandFailure("the previous process writes no more: use -f or --previous alone");
    }
    if (pod.get() == null) {
      throw new CommandFailure("there is no instance " + instance + " in namespace " + namespace);
    }
    try (var watch = tail == null ? pod.watchLog() : pod.tailingLines(tail).watchLog();
        InputStream text = watch.getOutput()) {
      var part = new byte[8_192];
      for (var length = text.read(part); length >= 0; length = text.read(part)) {
        out.write(part, 0, length);
        out.flush();
      }
    }
  }
}
