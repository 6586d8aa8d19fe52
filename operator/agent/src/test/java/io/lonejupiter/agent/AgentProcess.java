package io.lonejupiter.agent;

import io.lonejupiter.consul.ConsulAddress;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** An agent as a process of its own, so that it can be killed. */
public final class AgentProcess {
  private AgentProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var consul = ConsulAddress.parse(args[1], null);
    Agent.run(AgentSettings.of(args[0], "test", consul, "127.0.0.1", Path.of(args[2])));
  }

  static Process start(String host, String consul, Path dataDir) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AgentProcess.class.getName(),
                host,
                consul,
                dataDir.toString()))
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(new File(dataDir + ".log")))
        .start();
  }
}
