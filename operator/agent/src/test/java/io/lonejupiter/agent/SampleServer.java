package io.lonejupiter.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** What the tests run as an instance: answers each request with 200 and its greeting. */
public final class SampleServer {
  private SampleServer() {}

  public static void main(String[] args) throws IOException {
    var address = InetAddress.getByName(args[0]);
    var body = System.getenv().getOrDefault("GREETING", "hello");
    var answer = "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s";
    try (var server = new ServerSocket(Integer.parseInt(args[1]), 50, address)) {
      while (true) {
        try (var client = server.accept()) {
          client.getInputStream().read(new byte[4096]);
          var text = answer.formatted(body.length(), body);
          client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          System.err.println("a client left: " + e.getMessage());
        }
      }
    }
  }
}
