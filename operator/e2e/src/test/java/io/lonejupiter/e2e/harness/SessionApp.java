package io.lonejupiter.e2e.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An app that notices nothing: it answers after a while, sends long downloads, opens tunnels that
 * send back what comes, and ends in the middle of all that when it is told to. Arguments: address,
 * port, version, instance.
 */
public final class SessionApp {
  static final int DOWNLOAD_PARTS = 80;
  static final int PART_BYTES = 1_000;
  private static final int PART_MILLIS = 50;

  /** This version is as the others, but for two answers in a hundred. */
  public static final String FAULTY_VERSION = "5.0.0";

  /** This version is as the others, but takes three times as long. */
  public static final String SLOW_VERSION = "3.0.0";

  /** This version is as the others, but says at {@code /metrics} that nothing is in stock. */
  public static final String EMPTY_VERSION = "4.0.0";

  /** This version is as the others, but three answers in a hundred come late. */
  public static final String LATE_VERSION = "6.0.0";

  private static final int LATE_MILLIS = 400;
  private static final int SLOWER = 3;
  private static final int REQUESTS_PER_FAULT = 50;
  private static final String FAULT =
      "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

  private final String answer;
  private final AtomicLong requests = new AtomicLong();

  private SessionApp(String answer) {
    this.answer = answer;
  }

  public static void main(String[] arguments) throws IOException {
    var app = new SessionApp(arguments[2] + " " + arguments[3]);
    var threads = Executors.newCachedThreadPool();
    try (var server =
        new ServerSocket(
            Integer.parseInt(arguments[1]), 1_000, InetAddress.getByName(arguments[0]))) {
      while (true) {
        var socket = server.accept();
        threads.execute(() -> app.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      while (request(in, out)) {}
    } catch (IOException | InterruptedException e) {
      // The other side has gone.
    }
  }

  private boolean request(InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    var head = head(in);
    if (head.isEmpty()) {
      return false;
    }
    var path = head.split(" ")[1];
    if (head.toLowerCase(Locale.ROOT).contains("\nupgrade: websocket")) {
      var text =
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(head)
              + "\r\n\r\n";
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      in.transferTo(out);
      return false;
    }
    if (path.endsWith("/download")) {
      head(out, DOWNLOAD_PARTS * PART_BYTES);
      for (var part = 0; part < DOWNLOAD_PARTS; part++) {
        out.write(new byte[PART_BYTES]);
        Thread.sleep(PART_MILLIS);
      }
      return true;
    }
    if (path.equals("/metrics")) {
      var stock = "session_stock " + (answer.startsWith(EMPTY_VERSION) ? 0 : 7) + "\n";
      head(out, stock.length());
      out.write(stock.getBytes(StandardCharsets.US_ASCII));
      return true;
    }
    var wait = path.indexOf("?ms=");
    if (wait >= 0) {
      var millis = Long.parseLong(path.substring(wait + 4));
      Thread.sleep(answer.startsWith(SLOW_VERSION) ? SLOWER * millis : millis);
      if (answer.startsWith(LATE_VERSION) && requests.incrementAndGet() % 100 < 3) {
        Thread.sleep(LATE_MILLIS);
      }
    }
    if (answer.startsWith(FAULTY_VERSION)
        && !path.startsWith("/healthz")
        && requests.incrementAndGet() % REQUESTS_PER_FAULT == 0) {
      out.write(FAULT.getBytes(StandardCharsets.US_ASCII));
      return true;
    }
    head(out, answer.length());
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
    return true;
  }

  /** RFC 6455, section 1.3. */
  private static String accept(String head) {
    var key =
        head.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key: "))
            .map(line -> line.substring("sec-websocket-key: ".length()))
            .findFirst()
            .orElse("");
    try {
      var text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      var hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void head(OutputStream out, int length) throws IOException {
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    for (var next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
        return head.toString();
      }
    }
    return "";
  }
}
