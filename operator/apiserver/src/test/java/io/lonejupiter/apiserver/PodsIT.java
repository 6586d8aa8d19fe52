package io.lonejupiter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods that are computed from widgets, over real HTTP. */
class PodsIT {
  private static final String PODS = "/api/v1/namespaces/default/pods";

  @TempDir Path folder;
  private final Pods pods = new Pods();
  private final MemoryStore store = new MemoryStore();
  private TestServer api;

  @BeforeEach
  void start() throws IOException {
    api = new TestServer(folder, store, pods);
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
  }

  /** A red widget is a pod on host red; a blue one has no host; one named none has no pod. */
  private static final class Pods implements PodSource {
    private volatile Flow.Publisher<ByteBuffer> log;
    private volatile PodLogOptions asked;

    @Override
    public String collection() {
      return "example.com/widgets";
    }

    @Override
    public ObjectNode pod(ObjectNode source) {
      var color = source.at("/spec/color").asText();
      var name = source.at("/metadata/name").asText();
      if (name.equals("none")) {
        return null;
      }
      if (name.equals("broken")) {
        throw new IllegalStateException("cannot be a pod");
      }
      var pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
      pod.putObject("metadata")
          .put("name", name)
          .put("namespace", source.at("/metadata/namespace").asText())
          .put("uid", "pod-" + source.at("/metadata/uid").asText())
          .put("creationTimestamp", source.at("/metadata/creationTimestamp").asText())
          .putObject("labels")
          .put("color", color);
      var spec = pod.putObject("spec");
      spec.putArray("containers").addObject().put("name", "main");
      if (!color.equals("blue")) {
        spec.put("nodeName", color);
      }
      pod.putObject("status").put("phase", "Running");
      return pod;
    }

    @Override
    public CompletionStage<Flow.Publisher<ByteBuffer>> log(JsonNode pod, PodLogOptions options) {
      asked = options;
      return log == null
          ? CompletableFuture.failedFuture(ApiException.unavailable("host red is away"))
          : CompletableFuture.completedFuture(log);
    }

    @Override
    public String whyNoExec(JsonNode pod) {
      return "no container";
    }
  }

  /** Says as much as it is asked for, up to a number of parts; then completes or fails. */
  private static final class Talker implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private final AtomicInteger said = new AtomicInteger();
    private final AtomicBoolean canceled = new AtomicBoolean();
    private final int parts;
    private final byte[] part;
    private final Throwable failure;
    private Flow.Subscriber<? super ByteBuffer> to;

    Talker(int parts, String part, Throwable failure) {
      this.parts = parts;
      this.part = part.getBytes(StandardCharsets.UTF_8);
      this.failure = failure;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      to = subscriber;
      to.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      if (said.get() < parts) {
        said.incrementAndGet();
        to.onNext(ByteBuffer.wrap(part));
      } else if (failure == null) {
        to.onComplete();
      } else {
        to.onError(failure);
      }
    }

    @Override
    public void cancel() {
      canceled.set(true);
    }
  }

  private TestServer.Answer table(String query) {
    return api.send(
        api.request(PODS + query)
            .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
            .build());
  }

  private String version(String path) {
    return api.get(path).body().at("/metadata/resourceVersion").asText();
  }

  @Test
  void aPodComesChangesAndGoesWithItsSource() {
    api.createWidget("a");
    assertThat(api.get(PODS + "/a").body().at("/spec/nodeName").asText()).isEqualTo("red");
    assertThat(version(PODS + "/a")).isEqualTo(version(TestServer.WIDGETS + "/a"));
    api.merge(TestServer.WIDGETS + "/a", "{\"spec\":{\"color\":\"green\"}}");
    assertThat(api.get(PODS + "/a").body().at("/spec/nodeName").asText()).isEqualTo("green");
    assertThat(version(PODS + "/a")).isEqualTo(version(TestServer.WIDGETS + "/a"));
    api.delete(TestServer.WIDGETS + "/a");
    assertThat(api.get(PODS + "/a").code()).isEqualTo(404);
    assertThat(api.get(PODS).body().path("items")).isEmpty();
  }

  @Test
  void podsAreNeverStoredAndThereAgainAfterARestart() throws IOException {
    api.createWidget("a");
    var before = api.get(PODS + "/a").body();
    assertThat(store.load().objects()).noneMatch(o -> o.key().contains("pods"));
    api.close();
    api = new TestServer(folder, store, pods);
    assertThat(api.get(PODS + "/a").body()).isEqualTo(before);
  }

  @Test
  void whatIsNoPodHoldsUpNothing() {
    assertThat(api.createWidget("none").code()).isEqualTo(201);
    assertThat(api.createWidget("broken").code()).isEqualTo(201);
    assertThat(api.get(PODS).body().path("items")).isEmpty();
  }

  @Test
  void podsAreSelectedAndTabledLikeAnythingElse() {
    api.createWidget("a");
    api.post(TestServer.WIDGETS, TestServer.widget("b", "color: blue"));
    assertThat(table("?labelSelector=color=blue").body().at("/rows/0/cells/0").asText())
        .isEqualTo("b");
    assertThat(table("?fieldSelector=spec.nodeName=red").body().path("rows")).hasSize(1);
    assertThat(table("?fieldSelector=status.phase!=Running").body().path("rows")).isEmpty();
    assertThat(table("?limit=1").body().at("/metadata/remainingItemCount").asInt()).isEqualTo(1);
    assertThat(table("").body().at("/columnDefinitions/1/name").asText()).isEqualTo("Ready");
    assertThat(api.kubectl.run("get", "all").ok().out())
        .containsPattern("a +0/1 +Running")
        .containsPattern("b +0/1 +Running");
  }

  @Test
  void aWatchOfPodsSeesWhatHappensToTheirSources() throws Exception {
    api.createWidget("a");
    var since = version(PODS);
    api.merge(TestServer.WIDGETS + "/a", "{\"spec\":{\"color\":\"green\"}}");
    api.createWidget("b");
    api.delete(TestServer.WIDGETS + "/a");
    var request =
        api.request(PODS + "?watch=true&timeoutSeconds=1&resourceVersion=" + since).build();
    var events = api.client().send(request, BodyHandlers.ofString()).body().lines().toList();
    assertThat(events).hasSize(3);
    assertThat(Json.parse(events.get(0).getBytes(StandardCharsets.UTF_8)).at("/type").asText())
        .isEqualTo("MODIFIED");
    assertThat(events.get(1)).contains("ADDED", "\"b\"");
    assertThat(events.get(2)).contains("DELETED", "\"a\"");
  }

  @Test
  void nobodyWritesAPodButDeletingItDeletesItsSource() {
    api.createWidget("a");
    var body = api.get(PODS + "/a").body().toString();
    for (var write :
        new TestServer.Answer[] {
          api.post(PODS, body),
          api.send("PUT", PODS + "/a", "application/json", body),
          api.merge(PODS + "/a", "{}"),
          api.apply(PODS + "/a", body),
          api.delete(PODS)
        }) {
      assertThat(write.code()).isEqualTo(405);
      assertThat(write.message())
          .isEqualTo(
              "pods are computed from widgets and cannot be written; change what they are made"
                  + " from");
    }
    var other =
        api.send(
            "DELETE", PODS + "/a", "application/json", "{\"preconditions\":{\"uid\":\"other\"}}");
    assertThat(other.code()).isEqualTo(409);
    var uid = api.get(PODS + "/a").body().at("/metadata/uid").asText();
    var deleted =
        api.send(
            "DELETE",
            PODS + "/a",
            "application/json",
            "{\"preconditions\":{\"uid\":\"" + uid + "\"}}");
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.body().path("kind").asText()).isEqualTo("Pod");
    assertThat(api.get(TestServer.WIDGETS + "/a").code()).isEqualTo(404);
    assertThat(api.delete(PODS + "/a").code()).isEqualTo(404);
  }

  @Test
  void discoveryKnowsWhatCanBeDoneWithPods() {
    var resources = api.get("/api/v1").body().path("resources");
    var pods = find(resources, "pods");
    assertThat(pods.path("verbs").toString()).isEqualTo("[\"delete\",\"get\",\"list\",\"watch\"]");
    assertThat(pods.path("categories").toString()).isEqualTo("[\"all\"]");
    assertThat(find(resources, "pods/log").path("verbs").toString()).isEqualTo("[\"get\"]");
    assertThat(api.kubectl.run("explain", "pod.spec.nodeName").ok().out())
        .contains("The AppHost it runs on.");
  }

  private static JsonNode find(JsonNode list, String name) {
    for (var each : list) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    return Json.object();
  }

  @Test
  void aLogIsTextWithAllThatWasAskedFor() {
    api.createWidget("a");
    pods.log = new Talker(3, "line\n", null);
    var log =
        api.kubectl.run(
            "logs", "a", "--tail=7", "--limit-bytes=99", "--since=10s", "-p", "--timestamps");
    assertThat(log.ok().out()).isEqualTo("line\nline\nline\n");
    assertThat(pods.asked.tailLines()).isEqualTo(7);
    assertThat(pods.asked.limitBytes()).isEqualTo(99);
    assertThat(pods.asked.previous()).isTrue();
    assertThat(pods.asked.timestamps()).isTrue();
    assertThat(pods.asked.follow()).isFalse();
    assertThat(pods.asked.since()).isBefore(java.time.Instant.now().minusSeconds(8));
  }

  @Test
  void aLogThatCannotBeReadSaysWhy() {
    api.createWidget("a");
    api.post(TestServer.WIDGETS, TestServer.widget("b", "color: blue"));
    assertThat(api.get(PODS + "/a/log").message()).isEqualTo("host red is away");
    assertThat(api.get(PODS + "/a/log").code()).isEqualTo(503);
    assertThat(api.get(PODS + "/a/log?container=x").message())
        .isEqualTo("container x is not valid for pod a");
    assertThat(api.get(PODS + "/c/log").message()).isEqualTo("pods \"c\" not found");
    assertThat(api.get(PODS + "/a/log?tailLines=-1&limitBytes=0").message())
        .isEqualTo(
            "PodLogOptions \"a\" is invalid: [tailLines: Invalid value: -1: must be greater than"
                + " or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]");
    assertThat(api.get(PODS + "/a/log?tailLines=x").message())
        .isEqualTo("strconv.ParseInt: parsing \"x\": invalid syntax");
    assertThat(api.get(PODS + "/a/log?sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z").message())
        .isEqualTo(
            "PodLogOptions \"a\" is invalid: []: Forbidden: at most one of `sinceTime` or"
                + " `sinceSeconds` may be specified");
    assertThat(api.post(PODS + "/a/exec", "").message()).isEqualTo("no container");
    assertThat(api.kubectl.run("logs", "b").ok().out()).as("it has no host yet").isEmpty();
  }

  @Test
  void aLogThatBreaksOffSaysSoAndFails() {
    api.createWidget("a");
    pods.log = new Talker(1, "line\n", new IOException("the host is gone"));
    var log = api.kubectl.run("logs", "-f", "a");
    assertThat(log.code()).isNotZero();
    assertThat(log.out()).isEqualTo("line\nthe host is gone\n");
  }

  @Test
  void aClientThatDoesNotReadHoldsUpTheSourceAndEndsItWhenItLeaves() throws Exception {
    api.createWidget("a");
    var talker = new Talker(Integer.MAX_VALUE, "x".repeat(64 * 1024), null);
    pods.log = talker;
    InputStream slow =
        api.client()
            .send(api.request(PODS + "/a/log?follow=true").build(), BodyHandlers.ofInputStream())
            .body();
    assertThat(slow.read()).isEqualTo('x');
    var last = new AtomicInteger(-1);
    await("it stops asking")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> last.getAndSet(talker.said.get()) == talker.said.get());
    assertThat(talker.said.get()).isLessThan(2_000);
    slow.close();
    await().atMost(Duration.ofSeconds(10)).untilTrue(talker.canceled);
  }
}
