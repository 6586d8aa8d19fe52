package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.router.Router;
import io.lonejupiter.router.RouterSettings;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.ToolMissingException;
import io.lonejupiter.tools.Tools;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code router}: one HAProxy and its driver alone. */
@Command(
    name = "router",
    description = {
      "Runs a router alone.",
      "Its HAProxy goes on when the router ends; the next one on the same folder takes it over."
    })
final class RouterCommand implements Callable<Integer> {
  @Mixin private ConsulOptions consul;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Name of the router.")
  private String name;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      defaultValue = RouterSettings.DEFAULT_GROUP,
      description = "Front ends name the group that serves them. Default: ${DEFAULT-VALUE}.")
  private String group;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder for its state and HAProxy's files.")
  private Path data;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where HAProxy listens. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8000",
      description = "Where HAProxy listens. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--access-log",
      paramLabel = "TARGET",
      defaultValue = "",
      description = {
        "Where HAProxy writes a line of JSON for each request: a file, or udp://ADDRESS:PORT of a",
        "syslog. Default: nowhere."
      })
  private String accessLog;

  @Option(
      names = "--explain",
      description = {
        "Answers to requests with the header X-LoneJupiter-Route say in the same header which route,",
        "backend and instance they came from. Only where clients may know."
      })
  private boolean explain;

  @Override
  public Integer call() throws Exception {
    Tool haproxy = haproxy();
    Router.run(
        RouterSettings.of(
                name,
                consul.cluster(),
                consul.address(),
                address,
                port,
                data,
                haproxy.executable(),
                haproxy.environment())
            .withGroup(group)
            .withTraces(accessLog, explain));
    return 0;
  }

  private static Tool haproxy() {
    try {
      return Tools.standard(System.err::println).haproxy();
    } catch (ToolMissingException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
