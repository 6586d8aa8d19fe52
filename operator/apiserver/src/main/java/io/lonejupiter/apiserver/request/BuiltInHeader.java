package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.typed.TypedJson;

/**
 * apiVersion and kind of a body of a built-in kind: what is not said is what is asked for. Pure.
 */
public final class BuiltInHeader {
  private static final String SCHEME = "pkg/api/legacyscheme/scheme.go:30";

  private BuiltInHeader() {}

  /** What is wrong with what a patch has made of an object's header; empty when nothing is. */
  static String changed(String wantedVersion, String wantedKind, ObjectNode patched) {
    String apiVersion = patched.path("apiVersion").asText("");
    String kind = patched.path("kind").asText("");
    boolean same =
        (apiVersion.isEmpty() || apiVersion.equals(wantedVersion))
            && (kind.isEmpty() || kind.equals(wantedKind));
    return same ? "" : unregistered(apiVersion.isEmpty() ? wantedVersion : apiVersion, kind);
  }

  private static String unregistered(String apiVersion, String kind) {
    return "no kind \""
        + kind
        + "\" is registered for version \""
        + apiVersion
        + "\" in scheme \""
        + SCHEME
        + "\"";
  }

  /**
   * Checks what a body says it is.
   *
   * @throws ApiException 400 when it is something else
   */
  static void check(ResourceType type, ObjectNode body) {
    String apiVersion = body.path("apiVersion").asText("");
    String kind = body.path("kind").asText("");
    check(
        apiVersion.isEmpty() ? type.apiVersion() : apiVersion,
        kind.isEmpty() ? type.kind() : kind,
        type.apiVersion(),
        type.kind());
  }

  /**
   * Checks what a body says it is.
   *
   * @throws ApiException 400 when it is something else
   */
  public static void check(
      String apiVersion, String kind, String wantedVersion, String wantedKind) {
    if (!TypedJson.knows(apiVersion, kind)) {
      throw malformed(apiVersion, kind, wantedKind, unregistered(apiVersion, kind));
    }
    if (!kind.equals(wantedKind)) {
      throw malformed(
          apiVersion,
          kind,
          wantedKind,
          "converting ("
              + shortVersion(apiVersion)
              + "."
              + kind
              + ") to ("
              + internal(wantedVersion)
              + "."
              + wantedKind
              + "): unknown conversion");
    }
    if (!apiVersion.equals(wantedVersion)) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + wantedVersion
              + ")");
    }
  }

  /** The body is none of the kind it says it is of. */
  public static ApiException malformed(
      String apiVersion, String kind, String wantedKind, String why) {
    return ApiException.badRequest(
        kind
            + " in version \""
            + shortVersion(apiVersion)
            + "\" cannot be handled as a "
            + wantedKind
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
}
