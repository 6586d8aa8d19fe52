package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.request.BuiltInHeader;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.typed.ProtobufObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads bodies in Protocol Buffers, and says in Kubernetes' words what is wrong with one. Pure. */
final class ProtobufBodies {
  private static final int SHOWN = 30;

  private ProtobufBodies() {}

  /**
   * The object of a body.
   *
   * @param apiVersion taken when the body names none
   * @param kind taken when the body names none; another one is refused
   * @throws ApiException 400
   */
  static ObjectNode object(byte[] body, String apiVersion, String kind) {
    ProtobufObject object;
    try {
      object = ProtobufObject.open(body).orElse(apiVersion, kind);
    } catch (IOException e) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type "
              + kind
              + "): "
              + e.getMessage()
              + " ("
              + shown(body)
              + ")");
    }
    BuiltInHeader.check(object.apiVersion(), object.kind(), apiVersion, kind);
    try {
      return object.toJson();
    } catch (IOException e) {
      throw BuiltInHeader.malformed(object.apiVersion(), object.kind(), kind, e.getMessage());
    }
  }

  /** The beginning of what was sent. */
  static String shown(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    byte[] beginning = Arrays.copyOf(body, Math.min(SHOWN, body.length));
    String text =
        body[0] == '{'
            ? new String(beginning, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(beginning);
    return body.length > SHOWN ? text + " ..." : text;
  }
}
