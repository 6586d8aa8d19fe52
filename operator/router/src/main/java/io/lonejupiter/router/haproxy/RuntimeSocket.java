package io.lonejupiter.router.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** One of HAProxy's command sockets. Each command has its own connection and a time limit. */
final class RuntimeSocket {
  /** HAProxy takes 16 KB in one go and drops what is longer without a word. */
  static final int LONGEST_COMMAND = 8_192;

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Path socket;
  private final String prefix;
  private final boolean halfClose;

  private RuntimeSocket(Path socket, String prefix, boolean halfClose) {
    this.socket = socket;
    this.prefix = prefix;
    this.halfClose = halfClose;
  }

  /** The worker that serves now. */
  static RuntimeSocket worker(Path socket) {
    return new RuntimeSocket(socket, "", false);
  }

  /** The master, which keeps a connection open until its client has no more to say. */
  static RuntimeSocket master(Path socket) {
    return new RuntimeSocket(socket, "", true);
  }

  /** A worker of this pid, by way of the master; the way to workers that a reload left behind. */
  static RuntimeSocket workerBehindMaster(Path master, long pid) {
    return new RuntimeSocket(master, "@!" + pid + " ", true);
  }

  /**
   * Sends a command.
   *
   * @return the whole answer; empty only if HAProxy dropped the command
   * @throws RuntimeException HAProxy does not answer
   */
  String send(String command) {
    var bytes = (prefix + command + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_COMMAND + 256) {
      throw new IllegalArgumentException("a command of " + bytes.length + " bytes is too long");
    }
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(bytes));
      if (halfClose) {
        channel.shutdownOutput();
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      return readAll(channel, selector, command);
    } catch (IOException e) {
      throw new ProxyException(socket + " does not take '" + firstLine(command) + "'", e);
    }
  }

  private static String readAll(SocketChannel channel, Selector selector, String command)
      throws IOException {
    var deadline = System.nanoTime() + LIMIT.toNanos();
    var answer = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(65_536);
    while (true) {
      var read = channel.read(buffer);
      if (read < 0) {
        return answer.toString(StandardCharsets.UTF_8);
      }
      if (read > 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
        continue;
      }
      var left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IOException("no answer to '" + firstLine(command) + "' within " + LIMIT);
      }
      selector.select(left);
      selector.selectedKeys().clear();
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("interrupted");
      }
    }
  }

  private static String firstLine(String command) {
    return command.lines().findFirst().orElse("");
  }
}
