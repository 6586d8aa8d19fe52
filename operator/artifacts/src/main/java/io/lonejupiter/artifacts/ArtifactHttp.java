package io.lonejupiter.artifacts;

import io.lonejupiter.core.port.ArtifactRegistry;
import io.lonejupiter.core.port.ArtifactRegistry.Entry;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome.Created;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome.Refused;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome.Unchanged;
import io.lonejupiter.core.port.ArtifactRegistry.Upload;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.Patterns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The artifact service over HTTP.
 *
 * <ul>
 *   <li>{@code PUT /artifacts/<namespace>/<app>/<version>?branch=&commit=&format=} stores the body;
 *       needs the bearer token. 201 when it is new, 200 when the same bytes are there, 409 when
 *       others are.
 *   <li>{@code GET /artifacts[/<namespace>[/<app>[/<version>]]]} lists.
 * </ul>
 *
 * The bytes are given by {@link BlobHttp}.
 */
public final class ArtifactHttp {
  private static final Logger log = LoggerFactory.getLogger(ArtifactHttp.class);

  private final Vertx vertx;
  private final BlobStore blobs;
  private final ArtifactRegistry registry;
  private final Uploads uploads;
  private final long maxBytes;

  /**
   * @param uploads decides who may
   * @param maxBytes largest upload
   */
  public ArtifactHttp(
      Vertx vertx, BlobStore blobs, ArtifactRegistry registry, Uploads uploads, long maxBytes) {
    this.vertx = vertx;
    this.blobs = blobs;
    this.registry = registry;
    this.uploads = uploads;
    this.maxBytes = maxBytes;
  }

  /** Answers a request if it is one of the service's; false: it is somebody else's. */
  public boolean handle(HttpServerRequest request) {
    var path = segments(request.path());
    if (path.isEmpty()) {
      return false;
    }
    if (!path.get(0).equals("artifacts")) {
      return false;
    }
    if (request.method() == HttpMethod.GET && path.size() <= 4) {
      list(request, path);
    } else if (request.method() == HttpMethod.PUT && path.size() == 4) {
      put(request, path);
    } else {
      fail(request, 405, "PUT /artifacts/<namespace>/<app>/<version>, or GET a part of that path");
    }
    return true;
  }

  private void put(HttpServerRequest request, List<String> path) {
    var problem = problemOf(request, path);
    var verdict = uploads.of(request.getHeader(HttpHeaders.AUTHORIZATION), path.get(1));
    if (verdict instanceof Uploads.Verdict.Unknown) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
      fail(request, 401, "uploads need the header Authorization: Bearer <token>");
    } else if (verdict instanceof Uploads.Verdict.Forbidden forbidden) {
      fail(request, 403, forbidden.why());
    } else if (problem.isPresent()) {
      fail(request, 422, problem.get());
    } else {
      store(request, path);
    }
  }

  private void store(HttpServerRequest request, List<String> path) {
    var file = blobs.newUpload();
    request.pause();
    vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true).setWrite(true))
        .compose(
            opened -> {
              var sink = new HashingFile(opened, maxBytes);
              return request.pipeTo(sink).map(sink);
            })
        .compose(sink -> vertx.executeBlocking(() -> register(request, path, file, sink), false))
        .onComplete(
            result -> {
              if (result.succeeded()) {
                answer(request, result.result());
              } else {
                failed(request, file, result.cause());
              }
            });
  }

  private Outcome register(
      HttpServerRequest request, List<String> path, Path file, HashingFile sink)
      throws IOException {
    if (sink.size() == 0) {
      Files.deleteIfExists(file);
      return new Refused(422, "the body is empty; send the file with curl -T FILE");
    }
    if (Formats.isPlainTar(sink.head())) {
      Files.deleteIfExists(file);
      return new Refused(422, "format: a plain tar is not taken; compress it to tar.gz");
    }
    var sha256 = sink.sha256();
    var format =
        Optional.ofNullable(request.getParam("format"))
            .flatMap(Formats::named)
            .orElseGet(() -> Formats.sniffed(sink.head()));
    blobs.keep(file, sha256);
    var branch = Optional.ofNullable(request.getParam("branch")).orElse("main");
    var commit = request.getParam("commit");
    return registry.register(
        new Upload(path.get(1), path.get(2), path.get(3), branch, commit, sha256, format));
  }

  private void answer(HttpServerRequest request, Outcome outcome) {
    if (outcome instanceof Created created) {
      json(request, 201, describe(created.entry()));
    } else if (outcome instanceof Unchanged unchanged) {
      json(request, 200, describe(unchanged.entry()));
    } else if (outcome instanceof Refused refused) {
      fail(request, refused.status(), refused.message());
    }
  }

  /** Answers when nothing of the upload is kept any more: who is refused may look. */
  private void failed(HttpServerRequest request, Path file, Throwable cause) {
    vertx
        .executeBlocking(() -> Files.deleteIfExists(file), false)
        .onFailure(e -> log.warn("the refused upload {} is still there", file, e))
        .onComplete(deleted -> refuse(request, cause));
  }

  private static void refuse(HttpServerRequest request, Throwable cause) {
    if (cause instanceof HashingFile.TooLargeException) {
      fail(request, 413, cause.getMessage());
      return;
    }
    log.warn("an upload to {} failed", request.path(), cause);
    fail(request, 503, "the upload could not be stored: " + cause.getMessage());
  }

  private Optional<String> problemOf(HttpServerRequest request, List<String> path) {
    var problems = new ArrayList<String>();
    check(problems, "namespace", path.get(1), Patterns.NAME);
    check(problems, "app", path.get(2), Patterns.NAME);
    check(problems, "version", path.get(3), Patterns.VERSION);
    if (request.getParam("branch") != null) {
      check(problems, "branch", request.getParam("branch"), Patterns.BRANCH);
    }
    var format = request.getParam("format");
    if (format != null && Formats.named(format).isEmpty()) {
      problems.add("format: '" + format + "' is none of " + List.of(ArtifactFormat.values()));
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }

  private static void check(List<String> problems, String field, String value, String pattern) {
    if (!value.matches(pattern)) {
      problems.add(field + ": '" + value + "' does not match " + pattern);
    }
  }

  private void list(HttpServerRequest request, List<String> path) {
    vertx
        .executeBlocking(() -> registry.list(path.size() > 1 ? path.get(1) : null), false)
        .onComplete(
            result -> {
              if (result.failed()) {
                fail(request, 503, "artifacts cannot be listed: " + result.cause().getMessage());
                return;
              }
              var found =
                  result.result().stream()
                      .filter(e -> path.size() < 3 || e.spec().app().equals(path.get(2)))
                      .filter(e -> path.size() < 4 || e.spec().version().equals(path.get(3)))
                      .map(ArtifactHttp::describe)
                      .toList();
              if (path.size() == 4) {
                one(request, path, found);
              } else {
                json(request, 200, new JsonObject().put("artifacts", new JsonArray(found)));
              }
            });
  }

  private static void one(HttpServerRequest request, List<String> path, List<JsonObject> found) {
    if (found.isEmpty()) {
      fail(request, 404, "there is no version " + path.get(3) + " of app " + path.get(2));
    } else {
      json(request, 200, found.get(0));
    }
  }

  private static JsonObject describe(Entry entry) {
    var spec = entry.spec();
    var described = new JsonObject();
    if (entry.sequence() != null) {
      described.put("sequence", entry.sequence());
    }
    return described
        .put("namespace", entry.namespace())
        .put("name", entry.name())
        .put("app", spec.app())
        .put("version", spec.version())
        .put("branch", spec.branch())
        .put("commit", spec.commit())
        .put("sha256", spec.sha256())
        .put("format", spec.format().toString());
  }

  static List<String> segments(String path) {
    var segments = new ArrayList<String>();
    for (var part : (path == null ? "" : path).split("/")) {
      if (!part.isEmpty()) {
        segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return segments;
  }

  private static Future<Void> json(HttpServerRequest request, int status, JsonObject body) {
    return request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.encode() + "\n");
  }

  static void fail(HttpServerRequest request, int status, String message) {
    if (request.response().ended() || request.response().closed()) {
      return;
    }
    if (!request.isEnded()) {
      // The rest of a refused body is not worth reading.
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      request.resume();
    }
    json(request, status, new JsonObject().put("error", message));
  }
}
