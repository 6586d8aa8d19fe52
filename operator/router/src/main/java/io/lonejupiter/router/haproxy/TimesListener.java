package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.ResponseTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from all workers of HAProxy how long answers took, and keeps it until somebody takes it.
 * Each worker connects by itself, and again if it was left alone meanwhile.
 */
public final class TimesListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TimesListener.class);

  private final Selector selector;
  private final ServerSocketChannel server;
  private final Thread thread = new Thread(this::run, "router-times");
  private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
  private Map<String, ResponseTimes> heard = new HashMap<>();

  /** Listens in a HAProxy's folder from now on. */
  public TimesListener(Path folder) {
    var socket = new HaproxyFiles(folder).timesSocket();
    try {
      Files.deleteIfExists(socket);
      selector = Selector.open();
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(socket + " cannot be listened on", e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Backend to what has come since this was asked the last time. */
  public synchronized Map<String, ResponseTimes> take() {
    var taken = heard;
    heard = new HashMap<>();
    return taken;
  }

  private synchronized void add(Map<String, ResponseTimes> more) {
    more.forEach((backend, times) -> heard.merge(backend, times, ResponseTimes::plus));
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::serve);
      }
    } catch (ClosedSelectorException | IOException e) {
      log.debug("nobody listens for times any more", e);
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        var worker = server.accept();
        worker.configureBlocking(false);
        worker.register(selector, SelectionKey.OP_READ, new TimesFrames());
      } else {
        read(key);
      }
    } catch (IOException e) {
      log.debug("a worker of HAProxy has gone", e);
      close(key);
    }
  }

  private void read(SelectionKey key) throws IOException {
    buffer.clear();
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      close(key);
      return;
    }
    buffer.flip();
    try {
      add(((TimesFrames) key.attachment()).add(buffer));
    } catch (ProxyException e) {
      log.warn("what HAProxy says of times is not understood: {}", e.getMessage());
      close(key);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      log.debug("a connection does not close", e);
    }
  }

  @Override
  public void close() {
    try {
      for (var key : selector.keys()) {
        close(key);
      }
      selector.close();
      thread.join(1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
