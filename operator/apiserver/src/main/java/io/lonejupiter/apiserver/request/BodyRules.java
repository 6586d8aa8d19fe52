package io.lonejupiter.apiserver.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.builtin.BuiltIns;
import io.lonejupiter.apiserver.object.JsonReader;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.request.WriteOptions.FieldValidation;
import io.lonejupiter.apiserver.resource.ResourceType;
import io.lonejupiter.apiserver.schema.Defaulter;
import io.lonejupiter.apiserver.schema.Embedded;
import io.lonejupiter.apiserver.schema.ObjectMeta;
import io.lonejupiter.apiserver.schema.Pruner;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.apiserver.status.FieldError;
import io.lonejupiter.apiserver.typed.DefinitionTypes;
import io.lonejupiter.apiserver.typed.TypedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** How a body becomes an object: header, metadata, unknown fields, nulls, defaults. Pure. */
public final class BodyRules {
  private static final int SHOWN_BYTES = 30;

  private BodyRules() {}

  /** The body cannot be seen as an object; the cause is told. */
  public static ApiException unrecognized(String kind, String why, byte[] text) {
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type "
            + kind
            + "): "
            + why
            + " ("
            + summary(text)
            + ")");
  }

  private static String summary(byte[] text) {
    if (text.length == 0) {
      return "<empty>";
    }
    boolean cut = text.length > SHOWN_BYTES;
    byte[] shown = cut ? Arrays.copyOf(text, SHOWN_BYTES) : text;
    String begin =
        text[0] == '{'
            ? new String(shown, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(shown);
    return begin + (cut ? " ..." : "");
  }

  /**
   * Reads the body of a POST or PUT.
   *
   * @return warnings about what was dropped
   * @throws ApiException 400
   */
  static List<String> decode(ResourceType type, Body body, FieldValidation validation) {
    byte[] text = body.raw().getBytes(StandardCharsets.UTF_8);
    boolean typed = BuiltIns.isTyped(type);
    String header = typed ? headerTypes(body.object()) : header(body.object(), body.text());
    if (!header.isEmpty()) {
      throw unrecognized(type.kind(), header, text);
    }
    if (typed) {
      BuiltInHeader.check(type, body.object());
      body.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
    }
    List<String> complaints = new ArrayList<>(body.complaints());
    try {
      complaints.addAll(typed ? 0 : complaints.size(), coerce(type, body.object()));
    } catch (IOException e) {
      throw malformed(type, body.object(), e.getMessage());
    }
    if (validation == FieldValidation.STRICT && !complaints.isEmpty()) {
      throw malformed(type, body.object(), strict(complaints));
    }
    String apiVersion = body.object().path("apiVersion").asText("");
    if (!apiVersion.equals(type.apiVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    return validation == FieldValidation.WARN ? each(complaints) : List.of();
  }

  /** What is one error in Strict is a warning for each line. */
  private static List<String> each(List<String> complaints) {
    return complaints.stream()
        .flatMap(each -> Arrays.stream(each.split("\\n  ")))
        .filter(each -> !each.equals("yaml: unmarshal errors:"))
        .toList();
  }

  /**
   * Reads what a patch made of an object.
   *
   * @return warnings about what was dropped
   * @throws ApiException 422
   */
  static List<String> decodePatched(ResourceType type, Body patched, FieldValidation validation) {
    boolean typed = BuiltIns.isTyped(type);
    String header =
        typed ? headerTypes(patched.object()) : header(patched.object(), patched.text());
    if (header.isEmpty() && typed) {
      header = BuiltInHeader.changed(type.apiVersion(), type.kind(), patched.object());
    }
    if (!header.isEmpty()) {
      throw badPatch(patched.text(), header);
    }
    List<String> complaints = new ArrayList<>(patched.complaints());
    try {
      complaints.addAll(coerce(type, patched.object()));
    } catch (IOException e) {
      throw badPatch(patched.text(), e.getMessage());
    }
    if (validation == FieldValidation.STRICT && !complaints.isEmpty()) {
      throw badPatch(patched.text(), strict(complaints));
    }
    return validation == FieldValidation.WARN ? complaints : List.of();
  }

  /** A patch does not lead to an object. */
  public static ApiException badPatch(String text, String why) {
    return ApiException.invalid(
        new ApiException.Subject("", "", ""), List.of(FieldError.invalid("patch", text, why)));
  }

  private static String strict(List<String> complaints) {
    return "strict decoding error: " + String.join(", ", complaints);
  }

  /** What is wrong with apiVersion and kind; empty when nothing is. */
  private static String header(ObjectNode object, String text) {
    String types = headerTypes(object);
    if (!types.isEmpty()) {
      return types;
    }
    if (object.path("kind").isNull() || object.path("kind").asText("").isEmpty()) {
      return "Object 'Kind' is missing in '" + text + "'";
    }
    return "";
  }

  private static String headerTypes(ObjectNode object) {
    for (String field : List.of("apiVersion", "kind")) {
      JsonNode value = object.path(field);
      if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
        return "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + JsonReader.kind(value)
            + " into Go struct field ."
            + field
            + " of type string";
      }
    }
    String apiVersion = object.path("apiVersion").asText("");
    if (apiVersion.chars().filter(c -> c == '/').count() > 1) {
      return "unexpected GroupVersion string: " + apiVersion;
    }
    return "";
  }

  /** Brings an object into the form it is kept in; answers what was unknown. */
  static List<String> coerce(ResourceType type, ObjectNode object) throws IOException {
    if (BuiltIns.isTyped(type)) {
      TypedJson.Read read = TypedJson.read(object, type.apiVersion(), type.kind());
      object.removeAll();
      object.setAll(read.object());
      return read.unknown().stream().map(path -> "unknown field \"" + path + "\"").toList();
    }
    if (type.isDefinition()) {
      DefinitionTypes.check(object);
    }
    List<String> unknown = new ArrayList<>();
    JsonNode metadata = object.get("metadata");
    if (metadata != null) {
      ObjectMeta.Read read = ObjectMeta.read(metadata);
      unknown.addAll(read.unknown());
      object.set("metadata", read.metadata());
    }
    String apiVersion = object.path("apiVersion").asText("");
    if (apiVersion.equals(type.apiVersion()) && object.path("kind").asText().equals(type.kind())) {
      unknown.addAll(Pruner.prune(type.schema(), object));
      Pruner.dropNulls(type.schema(), object);
      unknown.addAll(Embedded.coerce(type.schema(), object));
      Defaulter.apply(type.schema(), object);
    }
    return unknown.stream().map(path -> "unknown field \"" + path + "\"").toList();
  }

  /** What reading makes of an object that is kept as it was written. */
  public static void read(ResourceType type, ObjectNode object) {
    try {
      coerce(type, object);
    } catch (IOException e) {
      throw new ApiException(500, "", e.getMessage(), null);
    }
  }

  /** Checks that the namespace fits the URL, and fills it in. */
  static void namespace(ObjectNode object, String namespace) {
    String given = Metadata.namespace(object);
    if (!given.isEmpty() && !namespace.isEmpty() && !given.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    Metadata.put(object, "namespace", namespace);
  }

  /** Checks that the name fits the URL. */
  static void name(ObjectNode object, String name) {
    String given = Metadata.name(object);
    if (given.isEmpty()) {
      throw ApiException.badRequest(
          "the name of the object ("
              + name
              + " based on URL) was undeterminable: name must be provided");
    }
    if (!given.equals(name)) {
      throw ApiException.badRequest(
          "the name of the object ("
              + given
              + ") does not match the name on the URL ("
              + name
              + ")");
    }
  }

  private static ApiException malformed(ResourceType type, ObjectNode object, String why) {
    String apiVersion = object.path("apiVersion").asText("");
    return ApiException.badRequest(
        object.path("kind").asText()
            + " in version \""
            + apiVersion.substring(apiVersion.indexOf('/') + 1)
            + "\" cannot be handled as a "
            + type.kind()
            + ": "
            + why);
  }
}
