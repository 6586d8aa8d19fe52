package io.lonejupiter.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * Consul's HTTP API over the JDK's client: every call has a time limit and ends when its thread is
 * interrupted.
 */
public final class ConsulHttp {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Answers within this, or the call counts as failed. */
  private static final Duration PLAIN_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private static final Duration LARGE_TIMEOUT = Duration.ofMinutes(2);

  /** Goes out with its header in one packet, if it is not streamed. */
  private static final int SMALL = 7_000;

  private static final String TOKEN = "X-Consul-Token";
  private static final int FORBIDDEN = 403;

  private final ConsulAddress address;
  private final HttpClient http;

  /** Null for the usual ones. */
  private final SSLSocketFactory sockets;

  public ConsulHttp(ConsulAddress address) {
    this.address = address;
    var client = HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
    var trust = address.caFile().map(ConsulTrust::in);
    trust.ifPresent(client::sslContext);
    this.http = client.build();
    this.sockets = trust.map(SSLContext::getSocketFactory).orElse(null);
  }

  public ConsulAddress address() {
    return address;
  }

  /**
   * An answer of Consul.
   *
   * @param index {@code X-Consul-Index}, or 0 where there is none
   */
  record Answer(int status, byte[] body, long index) {
    String text() {
      return new String(body, StandardCharsets.UTF_8).strip();
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UnavailableException("consul answered no JSON: " + text(), e);
      }
    }

    Answer orFail(String what) {
      if (status / 100 == 4 && status != 404 && status != 429) {
        throw new RefusedException(
            what
                + ": consul refuses it: "
                + status
                + " "
                + text()
                + (status == FORBIDDEN ? "; docs/consul.md has the policies for its token" : ""));
      }
      if (status / 100 != 2) {
        throw new UnavailableException(what + ": consul answered " + status + " " + text(), null);
      }
      return this;
    }
  }

  /** Consul understood a request and will not do it; the same request is of no use again. */
  public static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message);
    }
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer delete(String path) {
    return call("DELETE", path, new byte[0]);
  }

  Answer put(String path, Object body) {
    return call("PUT", path, body == null ? new byte[0] : json(body));
  }

  Answer put(String path, byte[] json) {
    return call("PUT", path, json);
  }

  /**
   * A PUT by the calling thread itself, over a connection that is kept: no other thread has to be
   * woken on the way, which is most of the time a small transaction takes. An interruption does not
   * end it. A small one may be sent twice, where the connection was closed before an answer.
   */
  Answer putHere(String path, byte[] json) {
    try {
      var connection = connect(path, PLAIN_TIMEOUT);
      connection.setRequestMethod("PUT");
      connection.setDoOutput(true);
      if (json.length > SMALL) {
        connection.setFixedLengthStreamingMode(json.length);
      }
      try (var out = connection.getOutputStream()) {
        out.write(json);
      }
      int status = connection.getResponseCode();
      try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(status, in == null ? new byte[0] : in.readAllBytes(), 0);
      }
    } catch (IOException e) {
      throw new UnavailableException("PUT " + address.url() + path + ": " + reason(e), e);
    }
  }

  /** Reads an answer while it comes, for those that are too large to be held as a whole. */
  interface Reading<T> {
    T read(int status, InputStream body) throws IOException;
  }

  /** A connection of the calling thread's own; the JDK keeps it for the next one. */
  private HttpURLConnection connect(String path, Duration patience) throws IOException {
    var connection = (HttpURLConnection) URI.create(address.url() + path).toURL().openConnection();
    if (sockets != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(sockets);
    }
    connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) patience.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    if (address.token() != null) {
      connection.setRequestProperty(TOKEN, address.token());
    }
    return connection;
  }

  /**
   * A GET of something large, by the calling thread itself. The time limit is for each pause of the
   * answer, not for the whole.
   *
   * @throws UnavailableException Consul did not answer, or the answer broke off
   */
  <T> T getLarge(String path, Reading<T> reading) {
    try {
      var connection = connect(path, LARGE_TIMEOUT);
      int status = connection.getResponseCode();
      try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return reading.read(status, in == null ? InputStream.nullInputStream() : in);
      }
    } catch (IOException e) {
      throw new UnavailableException("GET " + address.url() + path + ": " + reason(e), e);
    }
  }

  private Answer call(String method, String path, byte[] body) {
    try {
      return send(method, path, body, PLAIN_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(method + " " + path + ": interrupted", e);
    }
  }

  /**
   * A blocking query: answers when the index has passed {@code index}, or after {@code wait} (to
   * which Consul adds up to a sixteenth).
   */
  Answer getBlocking(String path, long index, Duration wait) throws InterruptedException {
    var joined =
        path
            + (path.contains("?") ? "&" : "?")
            + "index="
            + index
            + "&wait="
            + wait.toMillis()
            + "ms";
    return send("GET", joined, null, wait.plus(wait.dividedBy(16)).plus(PLAIN_TIMEOUT));
  }

  private Answer send(String method, String path, byte[] body, Duration timeout)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address.url() + path))
            .timeout(timeout)
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (address.token() != null) {
      request.header(TOKEN, address.token());
    }
    var future = http.sendAsync(request.build(), BodyHandlers.ofByteArray());
    try {
      // The second limit covers an answer that begins and never ends.
      var response = future.get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), response.body(), index(response));
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      future.cancel(true);
      throw new UnavailableException(method + " " + address.url() + path + ": " + reason(e), e);
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    }
  }

  private static String reason(Exception e) {
    var cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static long index(HttpResponse<?> response) {
    return response.headers().firstValueAsLong("X-Consul-Index").orElse(0);
  }

  private static byte[] json(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + body, e);
    }
  }

  /** Escapes a KV key, but for the slashes; Consul would cut an unescaped {@code ?} off. */
  static String escapeKey(String key) {
    if (key.contains("//") || key.startsWith("/")) {
      throw new IllegalArgumentException("'" + key + "' is no key: it has an empty segment");
    }
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/").replace("+", "%20");
  }
}
