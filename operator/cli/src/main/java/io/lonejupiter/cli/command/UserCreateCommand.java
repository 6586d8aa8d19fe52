package io.lonejupiter.cli.command;

import io.lonejupiter.server.Users;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code user create}: one user with its kubeconfig. */
@Command(
    name = "create",
    description = {
      "Makes a user of the embedded API, and a kubeconfig that is it.",
      "The kubeconfig holds the only copy of what the user shows: lost is lost."
    })
final class UserCreateCommand implements Callable<Integer> {
  @Mixin private UserOptions cluster;

  @Parameters(paramLabel = "NAME", description = "The user's name.")
  private String name;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "admin, edit, view, publisher, agent or router: see docs/access.md.")
  private String role;

  @Option(
      names = "--namespace",
      arity = "1..*",
      paramLabel = "NAMESPACE",
      description = "Where the role counts. Default: everywhere.")
  private List<String> namespaces = new ArrayList<>();

  @ArgGroup private Shown shown = new Shown();

  /** One of the two. */
  static final class Shown {
    @Option(names = "--token", description = "The user shows a bearer token. This is the default.")
    private boolean token;

    @Option(names = "--certificate", description = "The user shows a client certificate.")
    private boolean certificate;
  }

  @Option(
      names = "--expires",
      defaultValue = "365d",
      paramLabel = "DURATION",
      converter = LifeConverter.class,
      description = "When it ends, such as 30d or 12h. Default: ${DEFAULT-VALUE}.")
  private Duration expires;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The kubeconfig to make. Default: NAME.kubeconfig.")
  private Path file;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The API's URL in the kubeconfig. Default: what the servers say of themselves.")
  private String server;

  @Override
  public Integer call() {
    Path target = file == null ? Path.of(name + ".kubeconfig") : file;
    var user = new Users.NewUser(name, role, namespaces, shown.certificate, expires, server);
    return cluster.run(
        users -> {
          users.create(user, target, Instant.now());
          System.out.println(
              "user %s is made; use it with kubectl --kubeconfig %s".formatted(name, target));
        });
  }
}
