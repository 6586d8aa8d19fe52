package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.Kubectl;
import io.lonejupiter.apiserver.object.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** One server that runs the steps of cases, known by its kubeconfig alone. */
final class Side {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A real garbage collector looks for new kinds every half minute. */
  private static final Duration UNTIL = Duration.ofSeconds(60);

  private final String url;
  private final String token;
  private final HttpClient client;
  private final Kubectl kubectl;

  /**
   * @param home where kubectl may keep its cache
   */
  Side(Path kubeconfig, Path home) {
    try {
      JsonNode config = Json.parseYaml(Files.readAllBytes(kubeconfig));
      JsonNode cluster = config.at("/clusters/0/cluster");
      this.url = cluster.path("server").asText();
      this.token = config.at("/users/0/user/token").asText();
      byte[] ca = Base64.getDecoder().decode(cluster.path("certificate-authority-data").asText());
      this.client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(trusting(ca))
              .build();
      this.kubectl = new Kubectl(kubeconfig, home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trusting(byte[] ca) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(ca)));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Makes a definition known and waits until its kinds are served. */
  void define(JsonNode crd) {
    String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    String body = new String(Json.bytes(crd), StandardCharsets.UTF_8);
    int code = send("POST", path, body, Map.of("Content-Type", "application/json")).statusCode();
    if (code != 201 && code != 409) {
      throw new IllegalStateException("the definition was refused with " + code + ": " + body);
    }
    JsonNode spec = crd.path("spec");
    String plural = spec.at("/names/plural").asText();
    for (JsonNode version : spec.path("versions")) {
      String group = "/apis/" + spec.path("group").asText() + "/" + version.path("name").asText();
      if (version.path("served").asBoolean()) {
        await(() -> send("GET", group + "/" + plural, "", Map.of()).statusCode() == 200);
        await(() -> describes(group, spec.at("/names/kind").asText()));
      }
    }
  }

  /** An old one has no OpenAPI of version 3 at all. */
  private boolean describes(String group, String kind) {
    HttpResponse<byte[]> index = send("GET", "/openapi/v3", "", Map.of());
    return index.statusCode() == 404
        || text(send("GET", "/openapi/v3" + group, "", Map.of())).contains(kind);
  }

  /** Runs a case in a namespace of its own; one normalised answer for each step, by number. */
  Map<String, JsonNode> run(Case of) {
    ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", of.namespace());
    String body = new String(Json.bytes(namespace), StandardCharsets.UTF_8);
    Map<String, String> json = Map.of("Content-Type", "application/json");
    int code = send("POST", "/api/v1/namespaces", body, json).statusCode();
    if (code != 201) {
      throw new IllegalStateException("no namespace for the case: " + code);
    }
    Run run = new Run(of);
    run.steps(of.steps());
    send("DELETE", "/api/v1/namespaces/" + of.namespace(), "", Map.of());
    return run.answers;
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(UNTIL)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(30))
        .until(condition);
  }

  private HttpRequest request(
      String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(60))
            .header("User-Agent", "differential/1")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!headers.containsKey("Authorization")) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            request.header(name, value);
          }
        });
    return request.build();
  }

  private HttpResponse<byte[]> send(
      String method, String path, String body, Map<String, String> headers) {
    try {
      return client.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The state of one case while it runs. */
  private final class Run {
    private final Case of;
    private final Map<String, JsonNode> answers = new TreeMap<>(Run::byNumber);
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> stands = new HashMap<>();

    Run(Case of) {
      this.of = of;
      values.put("NS", of.namespace());
    }

    private static int byNumber(String left, String right) {
      String[] a = left.split("\\.");
      String[] b = right.split("\\.");
      for (int i = 0; i < Math.min(a.length, b.length); i++) {
        int order = Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(a.length, b.length);
    }

    void steps(List<Step> steps) {
      for (Step step : steps) {
        try {
          JsonNode answer =
              switch (step.kind()) {
                case HTTP -> http(step);
                case KUBECTL -> kubectl(step);
                case WATCH -> watch(step);
              };
          step.ignore().forEach(pointer -> remove(answer, pointer));
          of.ignore().forEach(pointer -> remove(answer, pointer));
          answers.put(step.number(), answer);
        } catch (RuntimeException e) {
          throw new IllegalStateException("step " + step.title() + " on " + url + ": " + e, e);
        }
      }
    }

    /** Longer names first, so that none is taken for the beginning of another. */
    private String filled(String text) {
      String filled = text;
      List<String> names = new ArrayList<>(values.keySet());
      names.sort((a, b) -> b.length() - a.length());
      for (String name : names) {
        filled = filled.replace("$" + name, values.get(name));
      }
      return filled;
    }

    private Map<String, String> filled(Map<String, String> headers) {
      return headers.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, each -> filled(each.getValue())));
    }

    private Normal normal() {
      return new Normal(stands, Instant.now());
    }

    private JsonNode http(Step step) {
      List<HttpResponse<byte[]>> last = new ArrayList<>();
      String method = step.request().get(0);
      String path = filled(String.join(" ", step.request().subList(1, step.request().size())));
      String body = filled(step.body());
      if (step.until().isMissingNode()) {
        last.add(send(method, path, body, filled(step.headers())));
      } else {
        try {
          await(
              () -> {
                last.add(send(method, path, body, filled(step.headers())));
                return holds(step.until(), last.get(last.size() - 1));
              });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
          // What it came to is compared; the other side tells whether that is right.
        }
      }
      HttpResponse<byte[]> response = last.get(last.size() - 1);
      save(step, response);
      ObjectNode answer = Json.object().put("code", response.statusCode());
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> answer.put("type", type.split(";")[0]));
      List<String> warnings = response.headers().allValues("Warning");
      if (!warnings.isEmpty()) {
        warnings.forEach(each -> answer.withArrayProperty("warnings").add(each));
      }
      for (String header : step.show()) {
        answer.put(header, response.headers().firstValue(header).orElse("<none>"));
      }
      answer.set("body", normal().json(body(response.body())));
      return answer;
    }

    private boolean holds(JsonNode until, HttpResponse<byte[]> response) {
      if (until.has("code")) {
        return response.statusCode() == until.path("code").asInt();
      }
      return body(response.body())
          .at(until.path("pointer").asText())
          .asText()
          .equals(until.path("equals").asText());
    }

    private void save(Step step, HttpResponse<byte[]> response) {
      step.save()
          .forEach(
              (name, pointer) -> {
                JsonNode found = body(response.body()).at(pointer);
                String value = found.asText(found.toString());
                values.put(name, value);
                if (value.length() > 1) {
                  stands.put(value, "<" + name + ">");
                }
              });
    }

    private static JsonNode body(byte[] bytes) {
      try {
        JsonNode node = Json.parse(bytes);
        return node instanceof MissingNode ? TextNode.valueOf("") : node;
      } catch (IOException e) {
        return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8).strip());
      }
    }

    private JsonNode kubectl(Step step) {
      List<String> arguments = new ArrayList<>();
      boolean names =
          step.request().stream()
              .anyMatch(a -> a.matches("-n|-A|--namespace(=.*)?|--all-namespaces"));
      if (!names) {
        arguments.addAll(List.of("-n", values.get("NS")));
      }
      step.request().forEach(argument -> arguments.add(filled(argument)));
      List<Kubectl.Result> last = new ArrayList<>();
      String input = filled(step.body());
      if (step.until().isMissingNode()) {
        last.add(kubectl.withInput(input, arguments.toArray(String[]::new)));
      } else {
        try {
          await(
              () -> {
                last.add(kubectl.withInput(input, arguments.toArray(String[]::new)));
                Kubectl.Result result = last.get(last.size() - 1);
                return step.until().has("code")
                    ? result.code() == step.until().path("code").asInt()
                    : result.out().contains(step.until().path("contains").asText());
              });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
          // What it came to is compared; the other side tells whether that is right.
        }
      }
      Kubectl.Result result = last.get(last.size() - 1);
      return Json.object()
          .put("exit", result.code())
          .put("out", normal().text(result.out()))
          .put("err", normal().text(result.err()));
    }

    private JsonNode watch(Step step) {
      String path = filled(step.request().get(0));
      HttpRequest request = request("GET", path, "", filled(step.headers()));
      CompletableFuture<HttpResponse<InputStream>> opened =
          client.sendAsync(request, BodyHandlers.ofInputStream());
      HttpResponse<InputStream> response;
      try {
        response = opened.get(30, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
      ObjectNode answer = Json.object().put("code", response.statusCode());
      try (InputStream in = response.body()) {
        if (response.statusCode() != 200) {
          answer.set("body", normal().json(body(in.readAllBytes())));
          steps(step.inside());
          return answer;
        }
        LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(in, lines), "watch-of-case");
        reader.setDaemon(true);
        reader.start();
        steps(step.inside());
        ArrayNode events = answer.putArray("events");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (events.size() < step.events()) {
          String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (line == null || line.equals(END)) {
            events.add(line == null ? "<nothing more came>" : "<the stream ended>");
            break;
          }
          events.add(normal().json(body(line.getBytes(StandardCharsets.UTF_8))));
        }
        return answer;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static final String END = "\u0000";

    private static void read(InputStream in, LinkedBlockingQueue<String> lines) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        // Closed by this side once it has read enough.
      }
      lines.add(END);
    }

    private static void remove(JsonNode answer, String pointer) {
      int cut = pointer.lastIndexOf('/');
      JsonNode parent = answer.at(pointer.substring(0, cut));
      if (parent.isMissingNode()) {
        parent = answer.path("body").at(pointer.substring(0, cut));
      }
      if (parent instanceof ObjectNode object) {
        object.remove(pointer.substring(cut + 1));
      } else if (parent instanceof ArrayNode array) {
        array.remove(Integer.parseInt(pointer.substring(cut + 1)));
      }
    }
  }
}
