package io.lonejupiter.e2e.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of {@link SessionApp} that notice every connection that is cut: tunnels in which each
 * message must come back, and downloads that must be whole. Each takes some seconds, ends in order
 * and begins anew.
 */
public final class LongClients implements AutoCloseable {
  private static final int MESSAGES = 40;
  private static final int MESSAGE_BYTES = 16;

  private final URI uri;
  private final AtomicInteger tunnels = new AtomicInteger();
  private final AtomicInteger downloads = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> cut = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private LongClients(URI uri) {
    this.uri = uri;
  }

  /** Starts so many of both on a URL. */
  public static LongClients on(String url, int tunnels, int downloads) {
    var clients = new LongClients(URI.create(url));
    for (var index = 0; index < tunnels; index++) {
      clients.start(clients::tunnel, clients.tunnels);
    }
    for (var index = 0; index < downloads; index++) {
      clients.start(clients::download, clients.downloads);
    }
    return clients;
  }

  /** What the clients saw. */
  public record Outcome(int tunnels, int downloads, List<String> cut) {}

  private interface Exchange {
    void with(Socket socket) throws IOException, InterruptedException;
  }

  private void start(Exchange exchange, AtomicInteger count) {
    var thread =
        new Thread(
            () -> {
              while (!stopped) {
                once(exchange, count);
              }
            },
            "long-client");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void once(Exchange exchange, AtomicInteger count) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
      socket.setSoTimeout(15_000);
      socket.setTcpNoDelay(true);
      exchange.with(socket);
      count.incrementAndGet();
    } catch (IOException e) {
      cut.add(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tunnel(Socket socket) throws IOException, InterruptedException {
    send(
        socket,
        "",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    var head = head(socket);
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("tunnel: " + head.lines().findFirst().orElse("no answer"));
    }
    for (var number = 0; number < MESSAGES; number++) {
      var message = new byte[MESSAGE_BYTES];
      message[0] = (byte) number;
      socket.getOutputStream().write(message);
      var back = socket.getInputStream().readNBytes(MESSAGE_BYTES);
      if (back.length < MESSAGE_BYTES || back[0] != number) {
        throw new IOException("tunnel cut at message " + number);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void download(Socket socket) throws IOException {
    send(socket, "/download", "Connection: close\r\n");
    var head = head(socket);
    if (!head.startsWith("HTTP/1.1 200")) {
      throw new IOException("download: " + head.lines().findFirst().orElse("no answer"));
    }
    var bytes = socket.getInputStream().readAllBytes().length;
    if (bytes != SessionApp.DOWNLOAD_PARTS * SessionApp.PART_BYTES) {
      throw new IOException("download cut after " + bytes + " bytes");
    }
  }

  private void send(Socket socket, String path, String headers) throws IOException {
    var text =
        "GET %s%s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
            .formatted(uri.getPath(), path, uri.getAuthority(), headers);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(Socket socket) throws IOException {
    var head = new StringBuilder();
    for (var next = socket.getInputStream().read();
        next >= 0;
        next = socket.getInputStream().read()) {
      head.append((char) next);
      if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString();
  }

  /** So many were cut up to now. */
  public int cut() {
    return cut.size();
  }

  /** Lets the ones that are open end, and says how it went. */
  public Outcome stop() {
    stopped = true;
    try {
      for (var thread : threads) {
        thread.join(30_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Outcome(tunnels.get(), downloads.get(), List.copyOf(cut));
  }

  @Override
  public void close() {
    stopped = true;
  }
}
