package io.lonejupiter.server.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.PodLogOptions;
import io.lonejupiter.apiserver.PodSource;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.LogEndpoint;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Pods for the embedded API: computed from AppDeployments, their logs fetched from the agents. */
public final class InstancePods implements PodSource, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Supplier<Map<String, HostInfo>> hosts;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            var thread = new Thread(body, "log-silence");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param hosts the hosts whose agent is there, by name
   */
  public InstancePods(Supplier<Map<String, HostInfo>> hosts) {
    this.hosts = hosts;
  }

  @Override
  public String collection() {
    return "lonejupiter.io/appdeployments";
  }

  @Override
  public ObjectNode pod(ObjectNode source) {
    return PodView.of(source);
  }

  @Override
  public String whyNoExec(JsonNode pod) {
    var host = pod.at("/spec/nodeName").asText("");
    return "instance "
        + pod.at("/metadata/name").asText()
        + " is a plain process"
        + (host.isEmpty() ? "" : " on host " + host)
        + ", not a container: nothing can be run in it, attached to it or forwarded to it; log in"
        + " to the host instead";
  }

  @Override
  public CompletionStage<Flow.Publisher<ByteBuffer>> log(JsonNode pod, PodLogOptions options) {
    var host = pod.at("/spec/nodeName").asText();
    var info = hosts.get().get(host);
    if (info == null || info.logs() == null) {
      throw unreachable(
          host, info == null ? "its agent is not there" : "its agent tells no logs; renew it");
    }
    return http.sendAsync(request(pod, options, info.logs()), BodyHandlers.ofPublisher())
        .exceptionally(
            failure -> {
              throw unreachable(host, reason(failure, info.logs()));
            })
        .thenCompose(answer -> answered(pod, host, options, answer));
  }

  private static HttpRequest request(JsonNode pod, PodLogOptions options, LogEndpoint agent) {
    var id =
        Keys.instanceId(pod.at("/metadata/namespace").asText(), pod.at("/metadata/name").asText());
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    if (options.previous()) {
      query.add("previous");
    }
    if (options.follow()) {
      query.add("follow");
    }
    if (options.tailLines() != null) {
      query.add("tail=" + options.tailLines());
    }
    if (options.since() != null) {
      query.add("since=" + options.since().toEpochMilli());
    }
    var authority = (agent.address().contains(":") ? "[" + agent.address() + "]" : agent.address());
    return HttpRequest.newBuilder(
            URI.create("http://" + authority + ":" + agent.port() + "/logs/" + id + query))
        .header("Authorization", "Bearer " + agent.token())
        .timeout(ANSWER)
        .build();
  }

  private CompletionStage<Flow.Publisher<ByteBuffer>> answered(
      JsonNode pod,
      String host,
      PodLogOptions options,
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer) {
    if (answer.statusCode() == HttpURLConnection.HTTP_OK) {
      var stream = new AgentLogStream(options, host, timer);
      answer.body().subscribe(stream);
      return CompletableFuture.completedFuture(stream);
    }
    var text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    answer.body().subscribe(text);
    return text.getBody()
        .thenApply(
            why -> {
              throw refusal(pod, host, why.strip());
            });
  }

  private static String reason(Throwable failure, LogEndpoint agent) {
    var cause = failure instanceof CompletionException ? failure.getCause() : failure;
    var where = agent.address() + ":" + agent.port();
    if (cause instanceof HttpTimeoutException) {
      return "its agent does not answer at " + where;
    }
    var message = cause.getMessage() == null ? "connection refused" : cause.getMessage();
    return "its agent cannot be reached at " + where + ": " + message;
  }

  private static ApiException unreachable(String host, String why) {
    return ApiException.unavailable("the log is on host " + host + ": " + why);
  }

  private static ApiException refusal(JsonNode pod, String host, String why) {
    var name = pod.at("/metadata/name").asText();
    return switch (why) {
      case LogEndpoint.NO_PREVIOUS_RUN ->
          ApiException.badRequest(
              "previous terminated container \"main\" in pod \"" + name + "\" not found");
      case LogEndpoint.NO_INSTANCE, LogEndpoint.NOT_STARTED ->
          ApiException.badRequest(
              "container \"main\" in pod \"" + name + "\" is waiting to start: " + waits(pod));
      default -> unreachable(host, "its agent says: " + why);
    };
  }

  private static String waits(JsonNode pod) {
    return pod.at("/status/containerStatuses/0/state/waiting/reason")
        .asText(ContainerState.CREATING);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
