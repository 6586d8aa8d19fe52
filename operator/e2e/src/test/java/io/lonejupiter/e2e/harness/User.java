package io.lonejupiter.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One user of {@link SessionApp} at one router, with a cookie and perhaps a tunnel. */
public final class User implements AutoCloseable {
  private final URI uri;
  private String cookie = "";
  private Socket tunnel;

  /**
   * @param url of a route to the app
   */
  public User(String url) {
    this.uri = URI.create(url);
  }

  /** The instance that answers a request. */
  public String ask() throws IOException {
    try (var socket = connect()) {
      send(socket, "Connection: close\r\n");
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200");
      answer
          .lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("set-cookie: "))
          .forEach(line -> cookie = line.substring("set-cookie: ".length()).split(";")[0]);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4).split(" ")[1];
    }
  }

  /** Opens a tunnel. */
  public void open() throws IOException {
    tunnel = connect();
    send(
        tunnel,
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) tunnel.getInputStream().read());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101");
  }

  /** Whether what goes into the tunnel comes back. */
  public boolean echoes() {
    try {
      tunnel.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
      return new String(tunnel.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)
          .equals("ping");
    } catch (IOException e) {
      return false;
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(15_000);
    return socket;
  }

  private void send(Socket socket, String headers) throws IOException {
    var text =
        "GET "
            + uri.getPath()
            + " HTTP/1.1\r\nHost: any\r\n"
            + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n")
            + headers
            + "\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
