package io.lonejupiter.agent.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lonejupiter.core.document.LogEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the logs of this host's instances to the servers: {@code GET
 * /logs/<namespace>.<name>?previous&follow&tail&since} with the token that only this agent's
 * document in Consul tells. The answer is a line for each line of output, as {@link LogLine#addTo}
 * writes it; an empty line says that the agent lives, {@code end} that there is nothing more. A
 * reader that takes nothing for a while is dropped, and there are only so many at a time.
 */
public final class LogServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogServer.class);
  private static final int READERS = 128;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String PATH = "/logs/";

  /** Seconds that a client may take to send its request; without it one could hold a thread. */
  private static final String REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

  private final HttpServer http;
  private final LogWatch logs;
  private final LogEndpoint endpoint;
  private final long stuckNanos;
  private final Semaphore places = new Semaphore(READERS);
  private final Set<LogResponse> responses = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(body -> daemon(body, "log-reader"));
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(body -> daemon(body, "log-watchdog"));

  private LogServer(HttpServer http, LogWatch logs, LogEndpoint endpoint, long stuckNanos) {
    this.stuckNanos = stuckNanos;
    this.http = http;
    this.logs = logs;
    this.endpoint = endpoint;
  }

  private static Thread daemon(Runnable body, String name) {
    var thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Listens on a free port of an address, with a new token. */
  public static LogServer start(String address, LogWatch logs) throws IOException {
    return start(address, logs, STUCK_NANOS);
  }

  /**
   * @param stuckNanos how long a reader may take nothing
   */
  static LogServer start(String address, LogWatch logs, long stuckNanos) throws IOException {
    if (System.getProperty(REQUEST_SECONDS) == null) {
      System.setProperty(REQUEST_SECONDS, "10");
    }
    var http = HttpServer.create(new InetSocketAddress(address, 0), 0);
    var random = new byte[32];
    new SecureRandom().nextBytes(random);
    var endpoint =
        new LogEndpoint(address, http.getAddress().getPort(), HexFormat.of().formatHex(random));
    var server = new LogServer(http, logs, endpoint, stuckNanos);
    http.createContext(PATH, server::handle);
    http.setExecutor(server.threads);
    http.start();
    server.watchdog.scheduleWithFixedDelay(server::dropStuck, 1, 1, TimeUnit.SECONDS);
    return server;
  }

  /** Where servers find it. */
  public LogEndpoint endpoint() {
    return endpoint;
  }

  /** How many logs are being read. */
  int readers() {
    return responses.size();
  }

  private void dropStuck() {
    responses.stream().filter(r -> r.stuckFor() > stuckNanos).forEach(LogResponse::drop);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      if (!knowsToken(exchange)) {
        refuse(exchange, 401, "Unauthorized");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        refuse(exchange, 405, "logs can only be read");
      } else if (!places.tryAcquire()) {
        refuse(exchange, 503, READERS + " logs are being read on this host; try again later");
      } else {
        try {
          answer(exchange);
        } finally {
          places.release();
        }
      }
    } catch (IOException e) {
      log.debug("a reader of logs left: {}", e.toString());
    } catch (InterruptedException e) {
      log.debug("a reader of logs was dropped");
    } catch (RuntimeException e) {
      log.error("a log could not be told", e);
    }
  }

  private boolean knowsToken(HttpExchange exchange) {
    var given = exchange.getRequestHeaders().getFirst("Authorization");
    var wanted = "Bearer " + endpoint.token();
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    var id = exchange.getRequestURI().getPath().substring(PATH.length());
    var found = logs.find(id);
    if (found.isEmpty()) {
      refuse(exchange, 404, LogEndpoint.NO_INSTANCE);
      return;
    }
    LogQuery query;
    try {
      query = query(parameters(exchange.getRequestURI().getRawQuery()));
    } catch (NumberFormatException e) {
      refuse(exchange, 400, "tail and since are numbers");
      return;
    }
    var instance = found.get();
    instance.note(System.currentTimeMillis());
    var runs = instance.snapshot();
    var run = query.previous() ? runs.previous() : runs.current();
    if (run.isEmpty()) {
      var why = query.previous() ? LogEndpoint.NO_PREVIOUS_RUN : LogEndpoint.NOT_STARTED;
      refuse(exchange, 404, why);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    var response = new LogResponse(exchange.getResponseBody());
    responses.add(response);
    try {
      response.caughtUp();
      new LogStreamer(instance, query, response).stream(run.get());
      response.end();
    } finally {
      responses.remove(response);
      // It may have been dropped just now; the thread is used again.
      Thread.interrupted();
    }
  }

  private static LogQuery query(Map<String, String> parameters) {
    return new LogQuery(
        parameters.containsKey("previous"),
        parameters.containsKey("follow"),
        Long.parseLong(parameters.getOrDefault("tail", "-1")),
        Long.parseLong(parameters.getOrDefault("since", "0")));
  }

  private static Map<String, String> parameters(String query) {
    var parameters = new HashMap<String, String>();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      var parts = pair.split("=", 2);
      parameters.put(
          parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static void refuse(HttpExchange exchange, int code, String why) throws IOException {
    var text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, text.length);
    exchange.getResponseBody().write(text);
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    http.stop(0);
    threads.shutdownNow();
  }
}
