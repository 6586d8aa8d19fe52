package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.typed.ProtobufObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads bodies in Protocol Buffers, and says in Kubernetes' words what is wrong with one. Pure. */
final class ProtobufBodies {
  private static final int SHOWN = 30;
  private static final String SCHEME = "pkg/api/legacyscheme/scheme.go:30";

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
    String given = object.kind();
    String version = object.apiVersion();
    if (!object.isKnown()) {
      throw malformed(
          object,
          kind,
          "no kind \""
              + given
              + "\" is registered for version \""
              + version
              + "\" in scheme \""
              + SCHEME
              + "\"");
    }
    if (!given.equals(kind)) {
      throw malformed(
          object,
          kind,
          "converting ("
              + shortVersion(version)
              + "."
              + given
              + ") to ("
              + internal(apiVersion)
              + "."
              + kind
              + "): unknown conversion");
    }
    try {
      return object.toJson();
    } catch (IOException e) {
      throw malformed(object, kind, e.getMessage());
    }
  }

  private static ApiException malformed(ProtobufObject object, String kind, String why) {
    return ApiException.badRequest(
        object.kind()
            + " in version \""
            + shortVersion(object.apiVersion())
            + "\" cannot be handled as a "
            + kind
            + ": "
            + why);
  }

  private static String shortVersion(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  /** The Go package of the unversioned type. */
  private static String internal(String apiVersion) {
    int end = apiVersion.indexOf('/');
    return end < 0 || apiVersion.startsWith("events.")
        ? "core"
        : apiVersion.substring(0, end).split("\\.")[0];
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
