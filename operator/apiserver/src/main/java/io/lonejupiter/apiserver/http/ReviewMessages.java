package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Access reviews as kubectl sends them: a {@code runtime.Unknown} behind four bytes of magic, with
 * the message of {@code k8s.io/api} in it. Pure.
 */
final class ReviewMessages {
  static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int DELIMITED = 2;

  /** What a field of a message holds. */
  private sealed interface Content {
    record Text(String name) implements Content {}

    record Texts(String name) implements Content {}

    record Message(String name, Map<Integer, Content> fields) implements Content {}
  }

  private static final Content RESOURCE =
      new Content.Message(
          "resourceAttributes",
          Map.of(
              1, new Content.Text("namespace"),
              2, new Content.Text("verb"),
              3, new Content.Text("group"),
              4, new Content.Text("version"),
              5, new Content.Text("resource"),
              6, new Content.Text("subresource"),
              7, new Content.Text("name")));
  private static final Content PATH =
      new Content.Message(
          "nonResourceAttributes",
          Map.of(1, new Content.Text("path"), 2, new Content.Text("verb")));
  private static final Map<Integer, Content> SUBJECT =
      Map.of(1, RESOURCE, 2, PATH, 3, new Content.Text("user"), 4, new Content.Texts("groups"));
  private static final Map<String, Map<Integer, Content>> SPECS =
      Map.of(
          "SelfSubjectAccessReview", Map.of(1, RESOURCE, 2, PATH),
          "SelfSubjectRulesReview", Map.of(1, new Content.Text("namespace")),
          "SubjectAccessReview", SUBJECT,
          "LocalSubjectAccessReview", SUBJECT,
          "TokenReview", Map.of(1, new Content.Text("token")),
          "SelfSubjectReview", Map.of());

  private ReviewMessages() {}

  /**
   * @throws ApiException 400: it is no such message
   */
  static ObjectNode read(byte[] body, String kind) {
    if (body.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(body, MAGIC.length), MAGIC)) {
      throw ApiException.badRequest("provided data does not appear to be a protobuf message");
    }
    try {
      ByteBuffer raw =
          field(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length).slice(), 2);
      ObjectNode review = Json.object();
      Content spec = new Content.Message("spec", SPECS.get(kind));
      read(raw, Map.of(2, spec), review);
      return review;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw ApiException.badRequest("the body is not a " + kind + " in protobuf");
    }
  }

  private static ByteBuffer field(ByteBuffer message, int wanted) {
    ByteBuffer found = ByteBuffer.allocate(0);
    while (message.hasRemaining()) {
      long key = varint(message);
      ByteBuffer value = value(message, (int) (key & 7));
      if (key >>> 3 == wanted) {
        found = value;
      }
    }
    return found;
  }

  private static void read(ByteBuffer message, Map<Integer, Content> fields, ObjectNode into) {
    while (message.hasRemaining()) {
      long key = varint(message);
      ByteBuffer value = value(message, (int) (key & 7));
      Content content = fields.get((int) (key >>> 3));
      if (content instanceof Content.Text text) {
        into.put(text.name(), StandardCharsets.UTF_8.decode(value).toString());
      } else if (content instanceof Content.Texts texts) {
        into.withArray("/" + texts.name()).add(StandardCharsets.UTF_8.decode(value).toString());
      } else if (content instanceof Content.Message inner) {
        read(value, inner.fields(), into.withObject("/" + inner.name()));
      }
    }
  }

  private static ByteBuffer value(ByteBuffer message, int wireType) {
    if (wireType == 0) {
      varint(message);
      return ByteBuffer.allocate(0);
    }
    long length =
        switch (wireType) {
          case 1 -> Long.BYTES;
          case DELIMITED -> varint(message);
          case 5 -> Integer.BYTES;
          default -> throw new IllegalArgumentException("wire type " + wireType);
        };
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer value = message.slice().limit((int) length);
    message.position(message.position() + (int) length);
    return value;
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte part = message.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }
}
