package io.lonejupiter.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a server and its Consul, counts the transactions that it writes, and does
 * something at one of them: before Consul hears of it, or when it is done and the server does not
 * know yet.
 */
public final class ConsulProxy implements AutoCloseable {
  private static final byte[] WRITE = "PUT /v1/txn".getBytes(StandardCharsets.US_ASCII);

  /** On which side of Consul's deed something is done. */
  public enum Moment {
    BEFORE,
    AFTER
  }

  private final URI consul;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private int writes;
  private int number;
  private Moment moment;
  private Runnable deed;

  /**
   * @param consul URL of the Consul behind it
   */
  public ConsulProxy(String consul) throws IOException {
    this.consul = URI.create(consul);
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /**
   * Counts from 0 from now on.
   *
   * @param number of the write at which something is done, counted from 1; 0: at none
   */
  public synchronized void count(int number, Moment moment, Runnable deed) {
    this.writes = 0;
    this.number = number;
    this.moment = moment;
    this.deed = deed;
  }

  /** How many there were since {@link #count}. */
  public synchronized int writes() {
    return writes;
  }

  /** Whether this is the one, and this the moment. */
  private synchronized boolean isIt(Moment now) {
    if (now == Moment.BEFORE) {
      writes++;
    }
    return writes == number && now == moment;
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        var client = listener.accept();
        connect(client);
      }
    } catch (IOException e) {
      // Nobody listens any more.
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      var server = new Socket(consul.getHost(), consul.getPort());
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      var pair = new Pair(client, server);
      threads.execute(() -> pair.run(pair::asks));
      threads.execute(() -> pair.run(pair::answers));
    } catch (ConnectException e) {
      // As if Consul itself had refused it.
      client.close();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private interface Way {
    void go() throws IOException;
  }

  private final class Pair {
    private final Socket client;
    private final Socket server;
    private volatile boolean fatal;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void run(Way way) {
      try (client;
          server) {
        way.go();
      } catch (IOException e) {
        // One side has gone, and so has the other.
      }
    }

    void asks() throws IOException {
      var bytes = new byte[65_536];
      for (int read; (read = client.getInputStream().read(bytes)) >= 0; ) {
        if (isWrite(bytes, read)) {
          if (isIt(Moment.BEFORE)) {
            deed.run();
            return;
          }
          fatal = isIt(Moment.AFTER);
        }
        server.getOutputStream().write(bytes, 0, read);
      }
    }

    void answers() throws IOException {
      var bytes = new byte[65_536];
      for (int read; (read = server.getInputStream().read(bytes)) >= 0; ) {
        if (fatal) {
          deed.run();
          return;
        }
        client.getOutputStream().write(bytes, 0, read);
      }
    }

    /**
     * Its client sends a request in pieces of its own, and the next one only when it is answered.
     */
    private boolean isWrite(byte[] bytes, int length) {
      return length >= WRITE.length
          && new String(bytes, 0, WRITE.length, StandardCharsets.US_ASCII)
              .equals(new String(WRITE, StandardCharsets.US_ASCII));
    }
  }
}
