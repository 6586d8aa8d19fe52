package io.lonejupiter.agent;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.model.PortRange;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How an agent is run.
 *
 * @param host name of the host; one agent at a time has it
 * @param cluster name of the installation; several may share one Consul
 * @param consul the Consul agent of this host
 * @param address the address that instances listen on unless their assignment names one
 * @param dataDir everything the agent keeps; one agent at a time has it
 * @param tags what placement may ask for, beside the measured {@code os=} and {@code arch=}
 * @param ports the ports that instances are given
 * @param cpuMillis thousandths of a core
 * @param cacheLimitBytes size that the artifact cache is cut back to; what is in use stays
 * @param artifactLimitBytes largest artifact that is fetched
 * @param version version of this program
 */
public record AgentSettings(
    String host,
    String cluster,
    ConsulAddress consul,
    String address,
    Path dataDir,
    List<String> tags,
    PortRange ports,
    int cpuMillis,
    long memoryBytes,
    long cacheLimitBytes,
    long artifactLimitBytes,
    String version) {

  private static final long GIB = 1L << 30;

  public AgentSettings {
    if (host == null
        || !host.matches(
            "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*")) {
      throw new IllegalArgumentException(
          "host: '" + host + "' is no host name; use lower-case letters, digits, '-' and '.'");
    }
    tags = List.copyOf(tags);
    dataDir = dataDir.toAbsolutePath().normalize();
  }

  /** The defaults: ports 20000-29999, all of the machine, 5 GiB of cache, artifacts to 2 GiB. */
  public static AgentSettings of(
      String host, String cluster, ConsulAddress consul, String address, Path dataDir) {
    var version = AgentSettings.class.getPackage().getImplementationVersion();
    return new AgentSettings(
        host,
        cluster,
        consul,
        address,
        dataDir,
        List.of(),
        new PortRange(20_000, 29_999),
        Runtime.getRuntime().availableProcessors() * 1_000,
        memoryOfMachine(),
        5 * GIB,
        2 * GIB,
        version == null ? "dev" : version);
  }

  public AgentSettings withTags(List<String> newTags) {
    return new AgentSettings(
        host,
        cluster,
        consul,
        address,
        dataDir,
        newTags,
        ports,
        cpuMillis,
        memoryBytes,
        cacheLimitBytes,
        artifactLimitBytes,
        version);
  }

  public AgentSettings withPorts(PortRange newPorts) {
    return new AgentSettings(
        host,
        cluster,
        consul,
        address,
        dataDir,
        tags,
        newPorts,
        cpuMillis,
        memoryBytes,
        cacheLimitBytes,
        artifactLimitBytes,
        version);
  }

  public AgentSettings withResources(int newCpuMillis, long newMemoryBytes) {
    return new AgentSettings(
        host,
        cluster,
        consul,
        address,
        dataDir,
        tags,
        ports,
        newCpuMillis,
        newMemoryBytes,
        cacheLimitBytes,
        artifactLimitBytes,
        version);
  }

  public AgentSettings withCacheLimit(long bytes) {
    return new AgentSettings(
        host,
        cluster,
        consul,
        address,
        dataDir,
        tags,
        ports,
        cpuMillis,
        memoryBytes,
        bytes,
        artifactLimitBytes,
        version);
  }

  static String operatingSystem() {
    return System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT);
  }

  static String architecture() {
    return System.getProperty("os.arch");
  }

  /** The measured tags, then the configured ones. */
  List<String> allTags() {
    var all = new ArrayList<String>();
    all.add("os=" + operatingSystem());
    all.add("arch=" + architecture());
    tags.stream().filter(tag -> !all.contains(tag)).forEach(all::add);
    return List.copyOf(all);
  }

  private static long memoryOfMachine() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
