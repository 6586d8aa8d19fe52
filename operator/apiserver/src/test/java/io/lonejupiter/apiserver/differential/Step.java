package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lonejupiter.apiserver.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of a case, as written.
 *
 * @param number counted from 1; those inside a watch are {@code 2.1}
 * @param kind what is done
 * @param request method and path, path alone, or kubectl's arguments
 * @param body sent as it is; empty for none
 * @param save names for parts of the answer, by JSON pointer
 * @param until asks again until the answer is so; missing for not
 * @param events how many a watch waits for
 * @param show headers of the answer to compare, too
 * @param ignore JSON pointers of the answer that are not compared
 * @param inside steps that run while a watch is open
 */
record Step(
    String number,
    Kind kind,
    List<String> request,
    String body,
    Map<String, String> headers,
    Map<String, String> save,
    JsonNode until,
    int events,
    List<String> show,
    List<String> ignore,
    List<Step> inside) {

  /** What a step does. */
  enum Kind {
    HTTP,
    KUBECTL,
    WATCH
  }

  static List<Step> parse(JsonNode steps, String prefix) {
    List<Step> parsed = new ArrayList<>();
    for (JsonNode step : steps) {
      parsed.add(one(step, prefix + (parsed.size() + 1)));
    }
    return parsed;
  }

  private static Step one(JsonNode step, String number) {
    step.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                    "step " + number + ": what is \"" + field + "\"?");
              }
            });
    String body = text(step.path("body"));
    Map<String, String> headers = new HashMap<>(texts(step.path("headers")));
    if (step.has("accept")) {
      headers.put("Accept", step.path("accept").asText());
    }
    if (step.has("type")) {
      headers.put("Content-Type", step.path("type").asText());
    } else if (step.has("body")) {
      headers.put("Content-Type", "application/json");
    }
    Kind kind = step.has("http") ? Kind.HTTP : step.has("kubectl") ? Kind.KUBECTL : Kind.WATCH;
    JsonNode what = step.path(kind.name().toLowerCase(java.util.Locale.ROOT));
    if (what.isMissingNode()) {
      throw new IllegalArgumentException("step " + number + " is neither http, kubectl nor watch");
    }
    return new Step(
        number,
        kind,
        what.isArray() ? list(what) : List.of(what.asText().split(" +")),
        kind == Kind.KUBECTL ? text(step.path("stdin")) : body,
        headers,
        texts(step.path("save")),
        step.path("until"),
        step.path("events").asInt(0),
        list(step.path("show")),
        list(step.path("ignore")),
        parse(step.path("steps"), number + "."));
  }

  private static final List<String> FIELDS =
      List.of(
          "http", "kubectl", "watch", "body", "stdin", "type", "accept", "headers", "save", "until",
          "events", "show", "ignore", "steps");

  /** Text is sent as it is, all else as JSON. */
  private static String text(JsonNode node) {
    if (node instanceof MissingNode) {
      return "";
    }
    return node.isTextual() ? node.asText() : new String(Json.bytes(node), StandardCharsets.UTF_8);
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new HashMap<>();
    node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static List<String> list(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** For people who read a failure. */
  String title() {
    return number
        + " "
        + kind.name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + String.join(" ", request);
  }
}
