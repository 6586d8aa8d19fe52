package io.lonejupiter.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.e2e.harness.ApiClient;
import io.lonejupiter.e2e.harness.ApiServerProcess;
import io.lonejupiter.e2e.harness.ReferenceApi;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded API beside a real Kubernetes API over etcd, both writing to disk before they answer:
 * the same client, the same requests, turn by turn in the same run. What counts are the ratios.
 */
class ApiBench {
  private static final String GROUP = "/apis/bench.test/v1";
  private static final String CRD =
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
       "metadata": {"name": "things.bench.test"},
       "spec": {"group": "bench.test", "scope": "Namespaced",
        "names": {"kind": "Thing", "listKind": "ThingList", "plural": "things", "singular": "thing"},
        "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
         {"type": "object", "properties": {"spec": {"type": "object", "properties": {
           "stamp": {"type": "string"},
           "size": {"type": "integer", "minimum": 0},
           "text": {"type": "string"},
           "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}}]}}
      """;

  /** Makes an object of about 1 KB with what the server adds. */
  private static final String TEXT = "x".repeat(500);

  private static final List<Integer> CLIENTS =
      Stream.of(System.getProperty("lj.bench.clients", "1,16,64").split(","))
          .map(Integer::valueOf)
          .filter(clients -> clients > 0)
          .toList();

  /** Shorter turns and fewer objects are for trying; the figures that count come from these. */
  private static final Duration TURN = Duration.ofMillis(Long.getLong("lj.bench.turn", 4_000));

  private static final int WARM_CLIENTS = 24;
  private static final int WARM_TURNS = 5;
  private static final int WATCH_TURNS = 3;

  /** With more of them a turn may take longer than a session lives. */
  private static final int FEW_WATCHERS = 100;

  /** A server whose next turn gains less than this is warm. */
  private static final double STILL_WARMING = 1.05;

  private static final int OBJECTS = Integer.getInteger("lj.bench.objects", 100_000);

  private interface Server extends AutoCloseable {
    ApiClient client();

    List<Long> pids();

    /**
     * Ends it and starts it again on its data; answers the {@link System#nanoTime} between the two.
     * It may not serve yet.
     */
    long restart();

    @Override
    void close();
  }

  private static final class Embedded implements Server {
    private final ConsulServer consul;
    private final ApiServerProcess process;
    private final ApiClient client;

    Embedded(Path folder) {
      consul =
          ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("consul"));
      process = new ApiServerProcess(folder.resolve("server"), consul.url());
      // The first server of a build ends with an archive of its classes, which later ones use.
      process.start();
      process.awaitReady();
      process.close();
      process.start();
      process.awaitReady();
      client = new ApiClient(process.kubeconfig());
    }

    @Override
    public ApiClient client() {
      return client;
    }

    @Override
    public List<Long> pids() {
      return List.of(process.pid(), consul.pid());
    }

    /** As when a server is upgraded or another takes the lead: Consul runs on. */
    long restartAlone() {
      process.close();
      long before = System.nanoTime();
      process.start();
      return before;
    }

    /** Consul and the server at the same time, as the server waits for Consul by itself. */
    @Override
    public long restart() {
      process.close();
      consul.stop();
      long before = System.nanoTime();
      var restarted = CompletableFuture.runAsync(consul::restart);
      process.start();
      restarted.join();
      return before;
    }

    @Override
    public void close() {
      process.close();
      consul.close();
    }
  }

  private static final class Reference implements Server {
    private final Path data;
    private ReferenceApi api;
    private ApiClient client;

    Reference(Path data) {
      this.data = data;
      start();
    }

    private void start() {
      api = ReferenceApi.start(Map.of("REF_FSYNC", "1", "REF_DATA", data.toString()));
      client = new ApiClient(api.kubeconfig());
    }

    @Override
    public ApiClient client() {
      return client;
    }

    @Override
    public List<Long> pids() {
      return api.pids();
    }

    @Override
    public long restart() {
      api.stop(true);
      long before = System.nanoTime();
      start();
      return before;
    }

    @Override
    public void close() {
      api.close();
    }
  }

  private static void awaitServing(ApiClient client) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> client.send("GET", things("bulk") + "?limit=1", "", "").statusCode() == 200);
  }

  /** A server that still fills its caches may refuse at first. */
  private static void awaitAll(ApiClient client) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () -> {
              var answer = client.send("GET", things("bulk") + "?resourceVersion=0", "", "");
              return answer.statusCode() == 200 && answer.body().length > 500 * OBJECTS;
            });
  }

  private static String things(String namespace) {
    return GROUP + "/namespaces/" + namespace + "/things";
  }

  private static String thing(String name, String stamp) {
    return "{\"apiVersion\":\"bench.test/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"size\":3,\"stamp\":\""
        + stamp
        + "\",\"text\":\""
        + TEXT
        + "\",\"labels\":{\"a\":\"1\",\"b\":\"2\"}}}";
  }

  @Test
  void besideAReference(@TempDir Path folder) throws Exception {
    Assumptions.assumeTrue(ReferenceApi.isPresent(), "LJ_REFERENCE_API is not set");
    try (var ours = new Embedded(Files.createDirectories(folder.resolve("ours")));
        var theirs = new Reference(Files.createDirectories(folder.resolve("theirs")))) {
      var both = List.of(ours, theirs);
      for (Server server : both) {
        prepare(server.client());
      }
      throughput(both, 0);
      for (int clients : CLIENTS) {
        throughput(both, clients);
      }
      for (int watchers : List.of(1, 100, 1000)) {
        watchLatency(both, watchers);
      }
      if (OBJECTS == 0) {
        return;
      }
      bulk(both, 0, 10_000);
      list(both);
      memory(both, "10,000 objects of 1 KB");
      bulk(both, 10_000, OBJECTS);
      memory(both, OBJECTS + " objects of 1 KB");
      var alone = started(ours, ours::restartAlone, theirs);
      System.out.printf(
          "bench api start with %d objects, Consul runs on: ours %.1f s, all listed %.1f s%n",
          OBJECTS, alone.serving(), alone.listed());
      // Second, as one that stood still for longer than its session lives ends itself.
      var other = started(theirs, theirs::restart, ours);
      var one = started(ours, ours::restart, theirs);
      var what = "start with " + OBJECTS + " objects until ";
      report(what + "it answers (s)", one.serving(), other.serving(), false);
      report(what + "a controller has them all (s)", one.listed(), other.listed(), false);
      memory(both, OBJECTS + " objects of 1 KB, after a restart");
    }
  }

  /**
   * In seconds.
   *
   * @param serving until one object is answered
   * @param listed until a client has all objects, as the informers of every controller ask for them
   */
  private record Start(double serving, double listed) {}

  private static Start started(Server server, Callable<Long> restart, Server other)
      throws Exception {
    return whileStill(
        other,
        () -> {
          long before = restart.call();
          awaitServing(server.client());
          double serving = (System.nanoTime() - before) / 1e9;
          awaitAll(server.client());
          return new Start(serving, (System.nanoTime() - before) / 1e9);
        });
  }

  /**
   * Measures while the other side stands still, for a shorter time than its session lives: it has
   * work to do without any request, and a collection of its two gigabytes of garbage takes both
   * cores for seconds.
   */
  private static <T> T whileStill(Server other, Callable<T> measurement) throws Exception {
    signal("STOP", other);
    try {
      return measurement.call();
    } finally {
      signal("CONT", other);
    }
  }

  private static void signal(String signal, Server server) throws Exception {
    for (long pid : server.pids()) {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }
  }

  private static void prepare(ApiClient client) throws Exception {
    var crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    assertThat(client.send("POST", crds, "application/json", CRD).statusCode()).isEqualTo(201);
    for (String name : List.of("bench", "bulk", "watch")) {
      var body =
          "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}";
      client.send("POST", "/api/v1/namespaces", "application/json", body);
    }
    await().until(() -> client.send("GET", things("bench"), "", "").statusCode() == 200);
  }

  /** One request of one of several clients. */
  private interface Request {
    int send(ApiClient client, String name, int turn) throws Exception;
  }

  /** All kinds of requests; with 0 clients as many as warm the servers up, unmeasured. */
  private static void throughput(List<Server> both, int clients) throws Exception {
    var run = new AtomicInteger();
    Request create =
        (client, name, turn) ->
            client
                .send(
                    "POST",
                    things("bench"),
                    "application/json",
                    thing(name + "-" + run.get() + "-" + turn, "0"))
                .statusCode();
    Request update =
        (client, name, turn) -> {
          var path = things("bench") + "/" + name;
          var live = (ObjectNode) ApiClient.json(client.send("GET", path, "", ""));
          ((ObjectNode) live.path("spec")).put("stamp", run.get() + "-" + turn);
          return client.send("PUT", path, "application/json", live.toString()).statusCode();
        };
    Request patch =
        (client, name, turn) ->
            client
                .send(
                    "PATCH",
                    things("bench") + "/" + name,
                    "application/merge-patch+json",
                    "{\"spec\":{\"stamp\":\"" + run.get() + "-" + turn + "\"}}")
                .statusCode();
    Request apply =
        (client, name, turn) ->
            client
                .send(
                    "PATCH",
                    things("bench") + "/" + name + "?fieldManager=bench&force=true",
                    "application/apply-patch+yaml",
                    thing(name, run.get() + "-" + turn))
                .statusCode();
    Request get =
        (client, name, turn) ->
            client.send("GET", things("bench") + "/" + name, "", "").statusCode();
    var requests = new LinkedHashMap<String, Request>();
    requests.put("creates", create);
    requests.put("updates (get and put)", update);
    requests.put("merge patches", patch);
    requests.put("applies", apply);
    requests.put("gets", get);
    if (clients == 0) {
      for (Request request : requests.values()) {
        warmUp(both, request, run);
      }
      return;
    }
    for (Map.Entry<String, Request> request : requests.entrySet()) {
      measure(both, request.getKey(), clients, request.getValue(), run);
    }
  }

  /**
   * Servers run for weeks: their first minutes, in which one of the two is still being compiled,
   * are not what is compared. Goes on while a turn is quicker than the one before.
   */
  private static void warmUp(List<Server> both, Request request, AtomicInteger run)
      throws Exception {
    for (Server server : both) {
      targets(server, WARM_CLIENTS);
      double last = 0;
      for (int turn = 0; turn < WARM_TURNS; turn++) {
        run.incrementAndGet();
        double rate = rate(server.client(), WARM_CLIENTS, request, TURN);
        if (rate < last * STILL_WARMING) {
          break;
        }
        last = rate;
      }
    }
  }

  private static void targets(Server server, int clients) throws Exception {
    for (int i = 0; i < clients; i++) {
      var body = thing("c" + clients + "-" + i, "0");
      server.client().send("POST", things("bench"), "application/json", body);
    }
  }

  private static void measure(
      List<Server> both, String what, int clients, Request request, AtomicInteger run)
      throws Exception {
    var rates = new ArrayList<Double>();
    for (Server server : both) {
      targets(server, clients);
      run.incrementAndGet();
      rate(server.client(), clients, request, TURN.dividedBy(2));
      run.incrementAndGet();
      rates.add(rate(server.client(), clients, request, TURN));
    }
    report(what + " per second, " + clients + " clients", rates.get(0), rates.get(1), true);
  }

  private static double rate(ApiClient client, int clients, Request request, Duration time)
      throws Exception {
    long end = System.nanoTime() + time.toNanos();
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      var name = "c" + clients + "-" + i;
      tasks.add(
          () -> {
            int done = 0;
            while (System.nanoTime() < end) {
              int code = request.send(client, name, done++);
              if (code >= 300) {
                throw new IllegalStateException(name + " was answered " + code);
              }
            }
            return done;
          });
    }
    var threads = Executors.newFixedThreadPool(clients);
    try {
      long before = System.nanoTime();
      int done = 0;
      for (Future<Integer> each : threads.invokeAll(tasks)) {
        done += each.get();
      }
      return done / ((System.nanoTime() - before) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void report(String what, double ours, double theirs, boolean moreIsBetter) {
    System.out.printf(
        "bench api %s: ours %.1f, reference %.1f, ratio %.2f (%s is better)%n",
        what, ours, theirs, ours / theirs, moreIsBetter ? "more" : "less");
  }

  /**
   * In milliseconds from the moment in which a change was sent.
   *
   * @param seen until each watcher saw it
   * @param answered until its writer was answered: no watcher could see it much sooner
   */
  private record Latencies(List<Double> seen, List<Double> answered) {
    Latencies() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(Latencies more) {
      seen.addAll(more.seen);
      answered.addAll(more.answered);
    }
  }

  /**
   * Times from a change until every watcher has seen it. In turns, as the client gets quicker, too:
   * the first turn of each is not counted.
   */
  private static void watchLatency(List<Server> both, int count) throws Exception {
    int changes = count > FEW_WATCHERS ? 40 : 100;
    var latencies = List.of(new Latencies(), new Latencies());
    for (int turn = 0; turn <= WATCH_TURNS; turn++) {
      for (int i = 0; i < both.size(); i++) {
        var client = both.get(i).client();
        var measured =
            count > FEW_WATCHERS
                ? watchLatency(client, count, changes)
                : whileStill(both.get(1 - i), () -> watchLatency(client, count, changes));
        if (turn > 0) {
          latencies.get(i).add(measured);
        }
      }
    }
    var ours = new Percentiles(latencies.get(0).seen());
    var reference = new Percentiles(latencies.get(1).seen());
    System.out.printf(
        "bench api watch latency, %d watchers: ours %s; reference %s; ratio of p99 %.2f%n",
        count, ours, reference, ours.at(99) / reference.at(99));
    System.out.printf(
        "bench api the writes that %d watchers saw, until they were answered: ours %s; reference %s%n",
        count,
        new Percentiles(latencies.get(0).answered()),
        new Percentiles(latencies.get(1).answered()));
  }

  private static Latencies watchLatency(ApiClient client, int count, int changes) throws Exception {
    client.send("POST", things("watch"), "application/json", thing("w" + count, "0"));
    var answered = new ArrayList<Double>();
    try (var watchers =
        new Watchers(client, things("watch") + "?watch=true&timeoutSeconds=600", count)) {
      for (int i = 0; i < 2 * changes; i++) {
        if (i == changes) {
          watchers.forget();
          answered.clear();
        }
        int before = watchers.seen();
        var sent = System.nanoTime();
        var patch = "{\"spec\":{\"stamp\":\"t" + sent + "\"}}";
        client.send("PATCH", things("watch") + "/w" + count, "application/merge-patch+json", patch);
        answered.add((System.nanoTime() - sent) / 1e6);
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> watchers.seen() >= before + count);
      }
      return new Latencies(watchers.latencies(), answered);
    }
  }

  private static void bulk(List<Server> both, int from, int to) throws Exception {
    var seconds = new ArrayList<Double>();
    for (Server server : both) {
      var next = new AtomicInteger(from);
      var threads = Executors.newFixedThreadPool(16);
      long before = System.nanoTime();
      List<Callable<Void>> tasks =
          Collections.nCopies(
              16,
              () -> {
                for (int i = next.getAndIncrement(); i < to; i = next.getAndIncrement()) {
                  var body = thing("bulk-" + i, "0");
                  server.client().send("POST", things("bulk"), "application/json", body);
                }
                return null;
              });
      for (Future<Void> each : threads.invokeAll(tasks)) {
        each.get();
      }
      threads.shutdown();
      seconds.add((to - from) / ((System.nanoTime() - before) / 1e9));
    }
    report(
        "creates per second from " + from + " to " + to + " objects, 16 clients",
        seconds.get(0),
        seconds.get(1),
        true);
  }

  private static void list(List<Server> both) throws Exception {
    var medians = new ArrayList<Double>();
    for (Server server : both) {
      var samples = new ArrayList<Double>();
      for (int i = 0; i < 15; i++) {
        long before = System.nanoTime();
        var answer = server.client().send("GET", things("bulk"), "", "");
        assertThat(answer.body().length).isGreaterThan(5_000_000);
        samples.add((System.nanoTime() - before) / 1e6);
      }
      medians.add(new Percentiles(samples.subList(5, 15)).at(50));
    }
    report("list of 10,000 objects (ms)", medians.get(0), medians.get(1), false);
  }

  /** After some quiet, so that what is not needed can be given back. */
  private static void memory(List<Server> both, String when) throws Exception {
    TimeUnit.SECONDS.sleep(35);
    var sums = new ArrayList<Double>();
    for (Server server : both) {
      double sum = 0;
      for (long pid : server.pids()) {
        double mib = residentKib(pid).orElse(0L) / 1024.0;
        System.out.printf("bench api memory pid %d: %.0f MiB%n", pid, mib);
        sum += mib;
      }
      sums.add(sum);
    }
    report("memory of all processes, " + when + " (MiB)", sums.get(0), sums.get(1), false);
  }

  private static Optional<Long> residentKib(long pid) throws IOException {
    var status = Path.of("/proc/" + pid + "/status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst();
  }
}
