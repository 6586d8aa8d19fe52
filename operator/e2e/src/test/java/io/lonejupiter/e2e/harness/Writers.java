package io.lonejupiter.e2e.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that know all servers of a cluster and write without a pause: each makes object after
 * object, and counts up a number of its own by compare-and-set. When a server does not answer, a
 * writer goes to the next, and finds out by reading what became of the write before it writes on.
 */
public final class Writers implements AutoCloseable {
  private static final String PATH = "/api/v1/namespaces/default/configmaps";
  private static final Duration RETRY = Duration.ofMillis(50);

  /** What a server said when it had made an object. */
  public record Acknowledged(String uid, String resourceVersion) {}

  private final ApiClient client;
  private volatile List<String> servers;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Acknowledged> acknowledged = new ConcurrentSkipListMap<>();
  private final Map<Integer, List<Long>> versions = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> counted = new ConcurrentHashMap<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicLong lastWrite = new AtomicLong(System.nanoTime());
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;
  private volatile double gapSeconds;

  public Writers(ApiClient client, List<String> servers, int count) {
    this.client = client;
    this.servers = servers;
    for (int i = 0; i < count; i++) {
      int writer = i;
      versions.put(writer, new CopyOnWriteArrayList<>());
      var thread = new Thread(() -> write(writer), "writer-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Name of a writer's number. */
  public static String counter(int writer) {
    return "counter-" + writer;
  }

  /** From now on all of them go to that server first. */
  public Writers preferring(String server) {
    var others = new ArrayList<>(servers);
    others.remove(server);
    others.add(0, server);
    servers = List.copyOf(others);
    return this;
  }

  private void write(int writer) {
    try {
      make(counter(writer), "\"count\":\"0\"");
      for (int turn = 0; !stopped; turn++) {
        var name = "w" + writer + "-" + turn;
        var made = make(name, "\"turn\":\"" + turn + "\"");
        acknowledged.put(name, made);
        versions.get(writer).add(Long.parseLong(made.resourceVersion()));
        counted.put(writer, count(writer, turn + 1));
        wrote();
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (IOException | RuntimeException e) {
      complaints.add("writer " + writer + ": " + e);
    }
  }

  private void wrote() {
    lastWrite.set(System.nanoTime());
    writes.incrementAndGet();
  }

  /** A request at whichever server answers it; empty when the outcome is not known. */
  private HttpResponse<byte[]> ask(String method, String path, String body, String type)
      throws InterruptedException {
    for (String server : servers) {
      try {
        var answer = client.send(client.request(server, path), method, type, body);
        if (answer.statusCode() < 500) {
          return answer;
        }
      } catch (IOException e) {
        // The next one.
      }
      if (!method.equals("GET")) {
        // It may have been done: that is found out before it is tried again.
        return null;
      }
    }
    return null;
  }

  private JsonNode read(String name) throws IOException, InterruptedException {
    while (true) {
      var answer = ask("GET", PATH + "/" + name, "", "");
      if (answer != null && answer.statusCode() == 200) {
        return ApiClient.json(answer);
      }
      if (answer != null && answer.statusCode() == 404) {
        return null;
      }
      rotateAfterFailure();
    }
  }

  private void rotateAfterFailure() throws InterruptedException {
    synchronized (this) {
      var turned = new ArrayList<>(servers);
      turned.add(turned.remove(0));
      servers = List.copyOf(turned);
    }
    Thread.sleep(RETRY.toMillis());
  }

  private Acknowledged make(String name, String data) throws IOException, InterruptedException {
    var body =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
            + name
            + "\"},\"data\":{"
            + data
            + "}}";
    while (true) {
      var answer = ask("POST", PATH, body, "application/json");
      if (answer != null && answer.statusCode() == 201) {
        return acknowledged(ApiClient.json(answer));
      }
      if (answer != null && answer.statusCode() != 409) {
        throw new IOException(name + " was answered " + new String(answer.body()));
      }
      // Nobody else makes it: if it is there, this writer made it.
      var there = read(name);
      if (there != null) {
        return acknowledged(there);
      }
      rotateAfterFailure();
    }
  }

  private static Acknowledged acknowledged(JsonNode object) {
    return new Acknowledged(
        object.at("/metadata/uid").asText(), object.at("/metadata/resourceVersion").asText());
  }

  private int count(int writer, int to) throws IOException, InterruptedException {
    while (true) {
      var live = read(counter(writer));
      int now = live.at("/data/count").asInt();
      if (now == to) {
        return to;
      }
      if (now != to - 1) {
        throw new IOException(counter(writer) + " is " + now + " on the way to " + to);
      }
      var patch =
          "{\"metadata\":{\"resourceVersion\":\""
              + live.at("/metadata/resourceVersion").asText()
              + "\"},\"data\":{\"count\":\""
              + to
              + "\"}}";
      var path = PATH + "/" + counter(writer);
      var answer = ask("PATCH", path, patch, "application/merge-patch+json");
      if (answer != null && answer.statusCode() == 200) {
        return to;
      }
      if (answer != null && answer.statusCode() != 409) {
        throw new IOException(counter(writer) + " was answered " + new String(answer.body()));
      }
      rotateAfterFailure();
    }
  }

  /** Waits until so many more writes are acknowledged. */
  public void awaitWrites(int more) {
    int wanted = writes.get() + more;
    await("writes")
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              failOnComplaints();
              return writes.get() >= wanted;
            });
  }

  /** Waits for the first write that began and ended after a moment, and notes how long it took. */
  public void awaitGapAfter(long nanos, Duration limit) {
    await("writes to resume")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              failOnComplaints();
              long last = lastWrite.get();
              gapSeconds = (last - nanos) / 1e9;
              // Answers that were under way do not count.
              return gapSeconds > 0.5;
            });
  }

  public double gapSeconds() {
    return gapSeconds;
  }

  private void failOnComplaints() {
    if (!complaints.isEmpty()) {
      throw new AssertionError(String.join("\n", complaints));
    }
  }

  /** Ends all of them after the write they are at. */
  public void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(60_000);
    }
    failOnComplaints();
  }

  /** Every object that was said to be made, by name. */
  public Map<String, Acknowledged> acknowledged() {
    return acknowledged;
  }

  /** The versions of a writer's objects in the order in which they were made. */
  public List<Long> versionsOf(int writer) {
    return versions.get(writer);
  }

  /** How far a writer's number was counted. */
  public int counted(int writer) {
    return counted.getOrDefault(writer, 0);
  }

  @Override
  public void close() {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }
}
