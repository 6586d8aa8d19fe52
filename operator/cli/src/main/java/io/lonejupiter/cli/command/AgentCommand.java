package io.lonejupiter.cli.command;

import io.lonejupiter.agent.Agent;
import io.lonejupiter.agent.AgentSettings;
import io.lonejupiter.model.PortRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code agent}: one host alone. */
@Command(
    name = "agent",
    description = {
      "Runs a host agent alone.",
      "Its end leaves the instances running; the next one on the same folder takes them over."
    })
final class AgentCommand implements Callable<Integer> {
  @Mixin private ConsulOptions consul;

  @Option(
      names = "--host",
      required = true,
      paramLabel = "NAME",
      description = "Name of the host; one agent at a time has it.")
  private String host;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder for everything it keeps.")
  private Path data;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where instances listen. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--tags",
      split = ",",
      paramLabel = "TAG",
      description = "What placement may ask for, such as ssd,zone=north.")
  private List<String> tags = List.of();

  @Option(
      names = "--ports",
      paramLabel = "FIRST-LAST",
      converter = RangeConverter.class,
      description = "Ports for instances. Default: 20000-29999.")
  private PortRange ports;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var settings =
        AgentSettings.of(host, consul.cluster(), consul.address(), address, data).withTags(tags);
    Agent.run(ports == null ? settings : settings.withPorts(ports));
    return 0;
  }

  /** Reads {@code 20000-29999}. */
  static final class RangeConverter implements ITypeConverter<PortRange> {
    @Override
    public PortRange convert(String value) {
      if (!value.matches("[0-9]{1,5}-[0-9]{1,5}")) {
        throw new TypeConversionException("'" + value + "' is no range; write it as 20000-29999");
      }
      String[] ends = value.split("-");
      return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }
  }
}
