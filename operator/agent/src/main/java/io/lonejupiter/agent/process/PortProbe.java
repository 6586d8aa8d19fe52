package io.lonejupiter.agent.process;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.model.AllocatedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Asks the machine whether ports are free, by binding them for a moment. */
public final class PortProbe {
  private PortProbe() {}

  /**
   * @throws StepFailedException one of the ports is taken, or the address is not this machine's
   */
  public static void check(String address, List<AllocatedPort> ports) throws StepFailedException {
    for (var port : ports) {
      try (var socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), port.port()));
      } catch (IOException e) {
        throw new StepFailedException(
            Reason.PORT_IN_USE,
            "port "
                + port.port()
                + " ("
                + port.name()
                + ") cannot be bound on "
                + address
                + ": "
                + e.getMessage()
                + "; another process has it, or the address is not of this host",
            e);
      }
    }
  }
}
