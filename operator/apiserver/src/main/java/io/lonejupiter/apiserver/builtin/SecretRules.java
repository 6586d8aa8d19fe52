package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Secrets: each type asks for its keys, and the type never changes. Pure. */
final class SecretRules implements KindRules {
  private static final String ACCOUNT = "kubernetes.io/service-account.name";
  private static final String HIDDEN = "<secret contents redacted>";

  @Override
  public List<FieldError> check(ObjectNode secret) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode data = secret.path("data");
    long size = 0;
    for (var entry : data.properties()) {
      errors.addAll(DataKeys.key("data", entry.getKey()));
      size += DataKeys.decodedBytes(entry.getValue());
    }
    if (size > DataKeys.MAX_BYTES) {
      errors.add(FieldError.tooLong("data", DataKeys.MAX_BYTES));
    }
    errors.addAll(ofType(secret, data));
    return errors;
  }

  private static List<FieldError> ofType(ObjectNode secret, JsonNode data) {
    return switch (secret.path("type").asText("")) {
      case "kubernetes.io/service-account-token" -> {
        JsonNode account = secret.path("metadata").path("annotations").path(ACCOUNT);
        yield account.asText("").isEmpty()
            ? List.of(FieldError.required("metadata.annotations[" + ACCOUNT + "]", ""))
            : List.of();
      }
      case "kubernetes.io/dockercfg" -> docker(data, ".dockercfg");
      case "kubernetes.io/dockerconfigjson" -> docker(data, ".dockerconfigjson");
      case "kubernetes.io/basic-auth" ->
          data.has("username") || data.has("password")
              ? List.of()
              : required(data, "username", "password");
      case "kubernetes.io/ssh-auth" ->
          data.path("ssh-privatekey").asText("").isEmpty()
              ? List.of(FieldError.required("data[ssh-privatekey]", ""))
              : List.of();
      case "kubernetes.io/tls" -> required(data, "tls.crt", "tls.key");
      default -> List.of();
    };
  }

  private static List<FieldError> required(JsonNode data, String... keys) {
    List<FieldError> errors = new ArrayList<>();
    for (String key : keys) {
      if (!data.has(key)) {
        errors.add(FieldError.required("data[" + key + "]", ""));
      }
    }
    return errors;
  }

  private static List<FieldError> docker(JsonNode data, String key) {
    if (!data.has(key)) {
      return required(data, key);
    }
    byte[] text = Base64.getDecoder().decode(data.path(key).asText(""));
    return wrongObject(text)
        .map(why -> List.of(FieldError.invalid("data[" + key + "]", HIDDEN, why)))
        .orElse(List.of());
  }

  /** What keeps a text from being a JSON object. */
  private static Optional<String> wrongObject(byte[] text) {
    if (text.length == 0) {
      return Optional.of("unexpected end of JSON input");
    }
    try {
      JsonNode json = Json.parse(text);
      return json.isObject() || json.isNull()
          ? Optional.empty()
          : Optional.of(
              "json: cannot unmarshal "
                  + switch (json.getNodeType()) {
                    case ARRAY -> "array";
                    case STRING -> "string";
                    case BOOLEAN -> "bool";
                    default -> "number";
                  }
                  + " into Go value of type map[string]interface {}");
    } catch (IOException e) {
      return Optional.of(e.getMessage().lines().findFirst().orElse("not JSON"));
    }
  }

  @Override
  public List<FieldError> change(ObjectNode before, ObjectNode after) {
    List<FieldError> errors = new ArrayList<>();
    if (!before.path("type").equals(after.path("type"))) {
      errors.add(FieldError.invalid("type", after.path("type"), "field is immutable"));
    }
    errors.addAll(DataKeys.immutable(before, after, List.of("data")));
    return errors;
  }

  @Override
  public void complete(ObjectNode before, ObjectNode secret) {
    if (secret.path("type").asText("").isEmpty()) {
      secret.put("type", "Opaque");
    }
    if (secret.remove("stringData") instanceof ObjectNode texts) {
      ObjectNode data = secret.withObjectProperty("data");
      for (var entry : texts.properties()) {
        byte[] bytes = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }
}
