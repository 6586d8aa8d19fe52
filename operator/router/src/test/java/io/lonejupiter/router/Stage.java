package io.lonejupiter.router;

import io.lonejupiter.consul.ConsulAddress;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.ConsulRegistrations;
import io.lonejupiter.consul.Registration;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.model.DrainUntil;
import io.lonejupiter.router.haproxy.Haproxy;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A router with its own cluster name, data folder and port, beside the Consul that all share. */
final class Stage implements AutoCloseable {
  final Keys keys = new Keys("t" + UUID.randomUUID().toString().substring(0, 8));
  final String app = "shop-" + keys.cluster();
  final ConsulKeyValues store;
  RouterSettings settings;
  private final ConsulRegistrations registrations;
  private final List<TestApp> apps = new ArrayList<>();
  private final Set<String> registered = new TreeSet<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private Router router;

  Stage(String consul, Tool haproxy, Path folder) {
    this(consul, haproxy.executable(), haproxy.environment(), folder);
  }

  Stage(String consul, Path haproxy, Map<String, String> environment, Path folder) {
    var address = ConsulAddress.parse(consul, null);
    var http = new ConsulHttp(address);
    store = new ConsulKeyValues(http);
    registrations = new ConsulRegistrations(http);
    settings =
        RouterSettings.of(
            "edge",
            keys.cluster(),
            address,
            "127.0.0.1",
            Ports.free("127.0.0.1"),
            folder,
            haproxy,
            environment);
  }

  Stage start() {
    router = Router.start(settings);
    return this;
  }

  void stopRouter() {
    router.close();
    router = null;
  }

  TestApp app(String name, String version) {
    var instance = new TestApp("prod." + name, version);
    apps.add(instance);
    return instance;
  }

  void register(TestApp instance) {
    register(instance.id, instance.version, instance.port());
  }

  /** Something else that listens there, and answers its checks. */
  void register(String id, String version, int port) {
    var url = "http://127.0.0.1:" + port + "/health";
    register(id, version, "127.0.0.1", port, new Registration.Http(url, "1s", "1s", 1, 1));
  }

  /** With a check that is as it is said to be. */
  void registerTtl(String id, String version, int port, boolean green) {
    registerTtl(id, version, "127.0.0.1", port, green);
  }

  void registerTtl(String id, String version, String address, int port, boolean green) {
    register(id, version, address, port, new Registration.Ttl("1h"));
    pass(id, green);
  }

  void pass(String id, boolean green) {
    registrations.report("service:" + id, green, "");
  }

  private void register(
      String id, String version, String address, int port, Registration.Check check) {
    registrations.register(
        new Registration(
            id,
            app,
            address,
            port,
            List.of(),
            Map.of(
                "cluster",
                keys.cluster(),
                "namespace",
                "prod",
                "map",
                "shop",
                "version",
                version,
                "branch",
                "main",
                "revision",
                "r1",
                "token",
                "t"),
            check,
            Registration.Gate.NONE));
    registered.add(id);
  }

  void deregister(TestApp instance) {
    deregister(instance.id);
  }

  private void deregister(String id) {
    registrations.deregister(id);
    registered.remove(id);
  }

  void put(RouteDocument document) {
    putRaw(keys.route(document.namespace(), document.name()), Documents.write(document));
  }

  void putRaw(String key, byte[] value) {
    store.commit(List.of(new Put(key, value)));
  }

  void drain(TestApp instance) {
    drain(instance, DrainUntil.SESSIONS);
  }

  void drain(TestApp instance, DrainUntil until) {
    var name = instance.id.substring("prod.".length());
    putRaw(
        keys.drain(instance.id),
        Documents.write(
            new DrainDocument(1, "prod", name, app, "2026-01-01T00:00:00Z", until, "5m")));
  }

  void undrain(TestApp instance) {
    store.commit(List.of(new Delete(keys.drain(instance.id))));
  }

  /** Sessions that the router reports of a draining instance; null as long as it does not. */
  Integer sessions(TestApp instance) {
    return sessions(instance.id);
  }

  Integer sessions(String instance) {
    var count = report().draining().get(instance);
    return count == null ? null : count.sessions();
  }

  /** Null as long as there is none. */
  RouterReport report() {
    return report("edge").orElse(null);
  }

  /** Of any router of the cluster. */
  Optional<RouterReport> report(String router) {
    return store
        .get(keys.routerReport(router))
        .map(entry -> Documents.read(entry.key(), entry.value(), RouterReport.class));
  }

  boolean obeys(RouteDocument document) {
    var report = report();
    return report != null && document.revision().equals(report.applied().get(document.id()));
  }

  int healthy(RouteDocument document, int backend) {
    var report = report();
    return report == null || !report.backends().containsKey(document.id())
        ? -1
        : backend(document, backend).healthy();
  }

  /** What the router reports of a backend of a document that it obeys. */
  BackendReport backend(RouteDocument document, int backend) {
    return report().backends().get(document.id()).get(backend);
  }

  String url(String path) {
    return "http://127.0.0.1:" + settings.port() + path;
  }

  HttpResponse<String> get(String path) {
    try {
      return client.send(request(path), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<HttpResponse<String>> getLater(String path) {
    return client.sendAsync(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(30)).build();
  }

  /** Status and body of a request with any Host header, over its own connection; 000 if none. */
  String raw(String host, String target) {
    return ask("GET", host, target);
  }

  /** The same with another method. */
  String ask(String method, String host, String target, String... headers) {
    var answer = exchange(method, host, target, headers);
    return answer.status() + " " + answer.body();
  }

  /** What came back: status 000 if nothing did, with the reason as body. */
  record Answer(String status, List<String> headers, String body) {
    /** Name and value of the cookie that was set; empty if none was. */
    String cookie() {
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("set-cookie: "))
          .map(header -> header.substring("set-cookie: ".length()).split(";")[0])
          .findFirst()
          .orElse("");
    }
  }

  /**
   * One request over its own connection.
   *
   * @param headers more lines of the request's head
   */
  Answer exchange(String method, String host, String target, String... headers) {
    return exchangeAt(settings.port(), method, host, target, headers);
  }

  /** The same with whatever listens on another port. */
  static Answer exchangeAt(int port, String method, String host, String target, String... headers) {
    try (var socket = new java.net.Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      var head = new StringBuilder();
      head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
      head.append("Host: ").append(host).append("\r\nConnection: close\r\n");
      for (var header : headers) {
        head.append(header).append("\r\n");
      }
      var request = head.append("\r\n").toString();
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var end = answer.indexOf("\r\n\r\n");
      return end < 0
          ? new Answer("000", List.of(), answer)
          : new Answer(
              answer.substring(9, 12),
              List.of(answer.substring(0, end).split("\r\n")),
              answer.substring(end + 4));
    } catch (IOException e) {
      return new Answer("000", List.of(), String.valueOf(e.getMessage()));
    }
  }

  /** A request with a body, which is sent as far as it is read. */
  Answer post(String target, String body) {
    return exchange("POST", "any", target, "Content-Length: " + body.length(), "", body);
  }

  Haproxy proxy() {
    var proxy =
        new Haproxy(
            Router.haproxyFolder(settings.dataDir()),
            settings.haproxy(),
            settings.haproxyEnvironment(),
            settings.listener());
    if (proxy.adopt().isEmpty()) {
      throw new IllegalStateException("no HAProxy runs");
    }
    return proxy;
  }

  /** Servers that get traffic and that HAProxy itself cannot connect to. */
  List<String> down() throws IOException {
    return runtime("show stat -1 4 -1")
        .lines()
        .map(line -> line.split(",", -1))
        .filter(cells -> cells.length > 17 && cells[17].equals("DOWN"))
        .map(cells -> cells[0] + "/" + cells[1])
        .toList();
  }

  /** Users whom the serving worker keeps on an instance. */
  long kept() throws IOException {
    return runtime("show table")
        .lines()
        .filter(line -> line.startsWith("# table: sessions"))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(':') + 1)))
        .sum();
  }

  /** What HAProxy answers to a command of its runtime API. */
  String runtime(String command) throws IOException {
    var socket = Router.haproxyFolder(settings.dataDir()).resolve("haproxy.sock");
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** How long the worker has served. */
  long workerSeconds() {
    return ProcessHandle.of(proxy().workerPid())
        .flatMap(process -> process.info().startInstant())
        .map(start -> Duration.between(start, Instant.now()).toSeconds())
        .orElse(0L);
  }

  @Override
  public void close() {
    if (router != null) {
      router.close();
    }
    Router.stopProxy(settings.dataDir());
    apps.forEach(TestApp::close);
    Set.copyOf(registered).forEach(this::forget);
  }

  private void forget(String id) {
    try {
      deregister(id);
    } catch (RuntimeException e) {
      // A test that stopped Consul; its folder goes with it.
      System.err.println("not deregistered: " + e.getMessage());
    }
  }
}
