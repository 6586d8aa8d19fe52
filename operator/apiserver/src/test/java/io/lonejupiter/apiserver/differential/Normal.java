package io.lonejupiter.apiserver.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of an answer what no two servers can have in common: uids, times, versions. */
final class Normal {
  private static final Pattern UID =
      Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
  private static final Pattern TIME =
      Pattern.compile(
          "\\b20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
  private static final Pattern AGE = Pattern.compile("(\\d+[smhdy])+|<unknown>");
  private static final Pattern AGE_IN_TEXT =
      Pattern.compile("(?<=\\s)(\\d+[smhdy])+(?=\\s|$)", Pattern.MULTILINE);
  private static final Pattern ADDRESS =
      Pattern.compile("(https?://)?(127\\.0\\.0\\.1|localhost):\\d+");
  private static final Duration RECENT = Duration.ofHours(1);

  private final Map<String, String> known;
  private final Instant now;

  /**
   * @param known what stands for what, such as the version of an earlier answer
   */
  Normal(Map<String, String> known, Instant now) {
    this.known = new HashMap<>(known);
    this.now = now;
  }

  JsonNode json(JsonNode node) {
    learnGenerated(node);
    return json("", node);
  }

  private void learnGenerated(JsonNode node) {
    String prefix = node.path("generateName").asText("");
    String name = node.path("name").asText("");
    if (!prefix.isEmpty() && name.length() == prefix.length() + 5) {
      known.put(name, prefix + "<suffix>");
    }
    node.forEach(this::learnGenerated);
  }

  private JsonNode json(String field, JsonNode node) {
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(each -> object.set(plain(each.getKey()), json(each.getKey(), each.getValue())));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      if (field.equals("managedFields")) {
        return sorted(node);
      }
      boolean cells = field.equals("cells");
      node.forEach(
          each ->
              array.add(
                  cells && each.isTextual() && AGE.matcher(each.asText()).matches()
                      ? TextNode.valueOf("<age>")
                      : json("", each)));
      return array;
    }
    if (!node.isTextual()) {
      return node;
    }
    String text = node.asText();
    return switch (field) {
      case "resourceVersion" -> TextNode.valueOf(text.matches("[1-9]\\d*") ? "<version>" : text);
      case "continue" -> TextNode.valueOf(text.isEmpty() ? text : "<continue>");
      case "message" -> TextNode.valueOf(withoutVersions(plain(text)));
      default -> TextNode.valueOf(plain(text));
    };
  }

  /** They are sorted by time first, and two runs do not begin in the same part of a second. */
  private ArrayNode sorted(JsonNode managedFields) {
    List<JsonNode> entries = new ArrayList<>();
    managedFields.forEach(each -> entries.add(json("", each)));
    entries.sort(
        Comparator.comparing(
            each ->
                each.path("operation").asText()
                    + each.path("manager").asText()
                    + each.path("subresource").asText()
                    + each.path("apiVersion").asText()));
    return JsonNodeFactory.instance.arrayNode().addAll(entries);
  }

  /** What kubectl or a message says. */
  String text(String text) {
    String plain = AGE_IN_TEXT.matcher(withoutVersions(plain(text))).replaceAll("<age>");
    plain = plain.replaceAll("((?i:resource ?version)\"?: +\"?)[1-9]\\d*", "$1<version>");
    return plain.replaceAll("(?m)[ \\t]+$", "").replaceAll("(?<=\\S)[ \\t]{2,}", "  ");
  }

  private String plain(String text) {
    String plain = UID.matcher(text).replaceAll("<uid>");
    plain = ADDRESS.matcher(plain).replaceAll("<server>");
    Matcher times = TIME.matcher(plain);
    plain = times.replaceAll(match -> isRecent(match.group()) ? "<time>" : match.group());
    for (Map.Entry<String, String> each : known.entrySet()) {
      if (!isVersion(each.getKey())) {
        plain = plain.replace(each.getKey(), each.getValue());
      }
    }
    return plain;
  }

  /** Numbers may stand for much; only in sentences they are taken for a version. */
  private String withoutVersions(String text) {
    String plain = text;
    for (Map.Entry<String, String> each : known.entrySet()) {
      if (isVersion(each.getKey())) {
        plain = plain.replaceAll("(?<![:.])\\b" + each.getKey() + "\\b", each.getValue());
      }
    }
    return plain;
  }

  private static boolean isVersion(String text) {
    return text.matches("\\d+");
  }

  private boolean isRecent(String time) {
    try {
      Duration distance = Duration.between(OffsetDateTime.parse(time).toInstant(), now).abs();
      return distance.compareTo(RECENT) < 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
