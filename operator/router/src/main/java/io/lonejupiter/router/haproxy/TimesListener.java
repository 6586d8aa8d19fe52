package io.lonejupiter.router.haproxy;

import io.lonejupiter.core.document.ResponseTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from HAProxy's workers how long answers took, and keeps it until somebody takes it. They
 * send datagrams, so that nobody waits for anybody and a HAProxy without its router goes on as
 * before.
 */
public final class TimesListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TimesListener.class);
  private static final int BUFFER_BYTES = 4 << 20;

  private final DatagramChannel channel;
  private final int port;
  private final Thread thread = new Thread(this::run, "router-times");

  /** Backend to how often an answer took so many milliseconds. */
  private Map<String, Map<Integer, Long>> heard = new HashMap<>();

  /**
   * Listens from now on.
   *
   * @param folder of the HAProxy, in which the port is kept: its configuration names it
   */
  public TimesListener(Path folder) {
    var files = new HaproxyFiles(folder);
    var last = files.timesPort();
    try {
      channel = DatagramChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
      port = bind(last);
    } catch (IOException e) {
      throw new UncheckedIOException("there is no port to be told of times at", e);
    }
    if (port != last) {
      keep(files);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** The one of the last router, so that HAProxy needs no other configuration; else any. */
  private int bind(int last) throws IOException {
    try {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), last));
    } catch (IOException e) {
      log.info("port {} is somebody else's; HAProxy is told another one", last);
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** A full disk costs a reload at the next start, and not this one. */
  private void keep(HaproxyFiles files) {
    try {
      files.writeTimesPort(port);
    } catch (UncheckedIOException e) {
      log.warn("port {} cannot be kept on disk", port, e);
    }
  }

  /** Where it listens, on loopback. */
  public int port() {
    return port;
  }

  /** Backend to what has come since this was asked the last time. */
  public synchronized Map<String, ResponseTimes> take() {
    var taken = new HashMap<String, ResponseTimes>();
    heard.forEach((backend, counts) -> taken.put(backend, ResponseTimes.of(counts)));
    heard = new HashMap<>();
    return taken;
  }

  private synchronized void add(TimesRules.Took took) {
    heard
        .computeIfAbsent(took.backend(), backend -> new HashMap<>())
        .merge(ResponseTimes.rounded(took.millis()), 1L, Long::sum);
  }

  private void run() {
    var bytes = ByteBuffer.allocate(TimesRules.LONGEST);
    while (true) {
      try {
        bytes.clear();
        channel.receive(bytes);
        var message = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        TimesRules.read(message).ifPresent(this::add);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.warn("a message of HAProxy about times is lost", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join(1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
