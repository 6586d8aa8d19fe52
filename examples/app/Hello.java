import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The app of the examples: needs nothing but Java. Everything it knows of itself comes from its
 * environment, which the host agent fills in.
 *
 * <ul>
 *   <li>any path: who answers, as JSON; {@code ?delay=500} answers after so many milliseconds
 *   <li>{@code /healthz}: 200, what Consul's check asks for
 * </ul>
 *
 * SIGTERM: what is being answered is answered, then it ends.
 */
public final class Hello {

  private static final Pattern DELAY = Pattern.compile("(?:^|.*&)delay=([0-9]{1,5})(?:ms)?(?:&.*|$)");
  private static final AtomicInteger OPEN = new AtomicInteger();
  private static volatile boolean stopping;

  public static void main(String[] args) throws IOException {
    // Before the server's classes are loaded: answer at once, keep the router's connections.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
    System.setProperty("sun.net.httpserver.idleInterval", "600");
    var address = new InetSocketAddress(value("HOST", "127.0.0.1"), Integer.parseInt(value("PORT", "8080")));
    var server = HttpServer.create(address, 1024);
    server.createContext("/", Hello::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    Runtime.getRuntime().addShutdownHook(new Thread(Hello::finish));
    server.start();
    System.out.println("listening on " + address);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    OPEN.incrementAndGet();
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      boolean health = exchange.getRequestURI().getPath().equals("/healthz");
      if (!health) {
        delay(exchange.getRequestURI().getRawQuery());
      }
      byte[] body = (health ? "ok\n" : whoAmI(exchange.getRequestURI().getPath())).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", health ? "text/plain" : "application/json");
      if (stopping) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    } finally {
      OPEN.decrementAndGet();
    }
  }

  private static String whoAmI(String path) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("app", value("APP", "hello"));
    facts.put("version", value("VERSION", "unknown"));
    facts.put("branch", value("BRANCH", ""));
    facts.put("instance", value("INSTANCE", "none"));
    facts.put("host", value("HOST_NAME", value("HOST", "unknown")));
    facts.put("path", path);
    return facts.entrySet().stream()
        .map(fact -> quoted(fact.getKey()) + ": " + quoted(fact.getValue()))
        .collect(Collectors.joining(", ", "{", "}\n"));
  }

  private static void delay(String query) {
    var wanted = DELAY.matcher(query == null ? "" : query);
    if (wanted.matches()) {
      sleep(Long.parseLong(wanted.group(1)));
    }
  }

  private static void finish() {
    stopping = true;
    for (int tries = 0; OPEN.get() > 0 && tries < 800; tries++) {
      sleep(10);
    }
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String value(String name, String fallback) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? fallback : value;
  }

  private static String quoted(String text) {
    var json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
