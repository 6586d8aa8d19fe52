package io.lonejupiter.apiserver.typed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An object as {@code application/vnd.kubernetes.protobuf} carries it: four bytes that announce it,
 * then a {@code runtime.Unknown} with apiVersion, kind and the object's own bytes. Pure.
 *
 * @param apiVersion empty when not said
 * @param kind empty when not said
 */
public record ProtobufObject(String apiVersion, String kind, byte[] content) {
  public static final String CONTENT_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] PREFIX = {'k', '8', 's', 0};

  /**
   * Takes the envelope off.
   *
   * @throws IOException it is none; the message is Kubernetes'
   */
  public static ProtobufObject open(byte[] body) throws IOException {
    if (body.length == 0) {
      throw new IOException("empty data");
    }
    if (body.length < PREFIX.length
        || !Arrays.equals(body, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      throw new IOException(
          "provided data does not appear to be a protobuf message, expected prefix "
              + "[107 56 115 0]");
    }
    if (body.length == PREFIX.length) {
      throw new IOException("empty body");
    }
    String[] type = {"", ""};
    byte[] content = {};
    WireReader in = new WireReader(Arrays.copyOfRange(body, PREFIX.length, body.length));
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag("Unknown");
      boolean known = tag.field() >= 1 && tag.field() <= 4;
      if (known && tag.wireType() != WireReader.BYTES) {
        throw new IOException(
            "proto: wrong wireType = " + tag.wireType() + " for field " + FIELDS[tag.field()]);
      }
      switch (tag.field()) {
        case 1 -> type(in.part(), type);
        case 2 -> content = in.content();
        default -> in.skip(tag.wireType());
      }
    }
    return new ProtobufObject(type[0], type[1], content);
  }

  private static final String[] FIELDS = {"", "TypeMeta", "Raw", "ContentEncoding", "ContentType"};

  private static void type(WireReader in, String[] type) throws IOException {
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag("TypeMeta");
      if (tag.field() > 2) {
        in.skip(tag.wireType());
      } else if (tag.wireType() != WireReader.BYTES) {
        throw new IOException(
            "proto: wrong wireType = "
                + tag.wireType()
                + " for field "
                + (tag.field() == 1 ? "APIVersion" : "Kind"));
      } else {
        type[tag.field() - 1] = new String(in.content(), StandardCharsets.UTF_8);
      }
    }
  }

  /** The same with what was not said filled in. */
  public ProtobufObject orElse(String defaultVersion, String defaultKind) {
    return new ProtobufObject(
        apiVersion.isEmpty() ? defaultVersion : apiVersion,
        kind.isEmpty() ? defaultKind : kind,
        content);
  }

  /** Whether this server can read such objects. */
  public boolean isKnown() {
    return Messages.known().fields(name()) != null;
  }

  private String name() {
    return apiVersion + "/" + kind;
  }

  /**
   * The object as JSON.
   *
   * @throws IOException its bytes are not such an object; the message is Go's
   * @throws IllegalStateException the kind is not known
   */
  public ObjectNode toJson() throws IOException {
    if (!isKnown()) {
      throw new IllegalStateException(name() + " is not a message this server knows");
    }
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    return new MessageDecoder(Messages.known()).decode(new WireReader(content), name(), object);
  }
}
