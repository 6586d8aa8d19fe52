package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.typed.TypedJson;
import java.io.IOException;
import java.util.List;

/**
 * What a client writes to the scale subresource, read as Kubernetes reads this type of its own.
 * Pure.
 *
 * @param scale with every field of its type
 */
public record ScaleBody(ObjectNode scale, List<String> warnings) {
  private static final String API_VERSION = "autoscaling/v1";
  private static final String KIND = "Scale";

  /**
   * The body of a PUT.
   *
   * @throws ApiException 400
   */
  public static ScaleBody sent(
      Body body, String namespace, String name, FieldValidation validation) {
    ObjectNode object = body.object();
    String apiVersion = object.path("apiVersion").asText("");
    String kind = object.path("kind").asText("");
    if (!apiVersion.isEmpty() && !apiVersion.equals(API_VERSION)
        || !kind.isEmpty() && !kind.equals(KIND)) {
      throw unreadable();
    }
    try {
      ScaleBody read = read(body, validation);
      if (validation == FieldValidation.STRICT && !read.warnings.isEmpty()) {
        throw unreadable();
      }
      BodyRules.namespace(read.scale, namespace);
      BodyRules.name(read.scale, name);
      return read;
    } catch (IOException e) {
      throw unreadable();
    }
  }

  /** Whatever is wrong with a body, Kubernetes tells no more than this. */
  public static ApiException unreadable() {
    return ApiException.badRequest(
        "no kind is registered for the type v1.Scale in scheme"
            + " \"pkg/apiserver/customresource_handler.go:781\"");
  }

  /**
   * What a patch made of a Scale.
   *
   * @throws ApiException 400 or 422
   */
  public static ScaleBody patched(
      Body patched, String namespace, String name, FieldValidation validation) {
    String header = BuiltInHeader.changed(API_VERSION, KIND, patched.object());
    if (!header.isEmpty()) {
      throw BodyRules.badPatch(patched.text(), header);
    }
    try {
      ScaleBody read = read(patched, validation);
      if (validation == FieldValidation.STRICT && !read.warnings.isEmpty()) {
        throw BodyRules.badPatch(
            patched.text(), "strict decoding error: " + String.join(", ", read.warnings));
      }
      BodyRules.namespace(read.scale, namespace);
      BodyRules.name(read.scale, name);
      return read;
    } catch (IOException e) {
      throw BodyRules.badPatch(patched.text(), e.getMessage());
    }
  }

  private static ScaleBody read(Body body, FieldValidation validation) throws IOException {
    TypedJson.Read read = TypedJson.read(body.object(), API_VERSION, KIND);
    List<String> warnings =
        validation == FieldValidation.IGNORE
            ? List.of()
            : read.unknown().stream().map(path -> "unknown field \"" + path + "\"").toList();
    return new ScaleBody(read.object(), warnings);
  }
}
