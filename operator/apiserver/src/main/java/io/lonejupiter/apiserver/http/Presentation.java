package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.object.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The last form of an answer: as YAML, with line breaks for people, compressed. As Kubernetes does
 * it; most answers go out as they are.
 */
final class Presentation {
  /** From which size on an answer is compressed. */
  private static final int COMPRESS_BYTES = 128 * 1024;

  private static final String JSON = "application/json";
  private static final List<String> PEOPLE = List.of("curl", "Wget", "Mozilla/5.0");

  private Presentation() {}

  static ApiReply of(ApiRequest request, ApiReply reply) {
    return reply instanceof ApiReply.Body body
        ? compressed(request, written(request, body))
        : reply;
  }

  private static ApiReply.Body written(ApiRequest request, ApiReply.Body body) {
    if (!body.contentType().equals(JSON)) {
      return body;
    }
    Accept accept = acceptOf(request);
    if (accept.yaml()) {
      return body.with("application/yaml", Json.yaml(Json.parseTrusted(body.content())));
    }
    return accept.pretty() || isForPeople(request)
        ? body.with(JSON, Json.pretty(Json.parseTrusted(body.content())))
        : body.with(JSON, withLineEnd(body.content()));
  }

  /** An error may be the answer to what is not acceptable. */
  private static Accept acceptOf(ApiRequest request) {
    return request.accept().isEmpty() ? Accept.PLAIN : Accept.parseOrPlain(request.accept());
  }

  private static boolean isForPeople(ApiRequest request) {
    String asked = request.parameter("pretty");
    return asked.isEmpty()
        ? PEOPLE.stream().anyMatch(request.userAgent()::startsWith)
        : List.of("1", "t", "T", "true", "TRUE", "True").contains(asked);
  }

  private static byte[] withLineEnd(byte[] content) {
    byte[] ended = Arrays.copyOf(content, content.length + 1);
    ended[content.length] = '\n';
    return ended;
  }

  private static ApiReply.Body compressed(ApiRequest request, ApiReply.Body body) {
    if (!request.gzip() || body.content().length <= COMPRESS_BYTES) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.content().length / 8);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(body.content());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return body.gzipped(out.toByteArray());
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
