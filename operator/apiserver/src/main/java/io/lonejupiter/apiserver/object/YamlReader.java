package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads YAML that clients send, of which JSON is a part. The last of fields given twice counts;
 * numbers are as {@link JsonReader} has them. Pure.
 */
public final class YamlReader {
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Json.MAX_DEPTH).build())
          .build();

  private final JsonParser parser;
  private final List<String> duplicates = new ArrayList<>();

  private YamlReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * A document.
   *
   * @param duplicates a sentence for each field given more than once, in the order of the text
   */
  public record Document(JsonNode root, List<String> duplicates) {}

  /**
   * @throws IOException the text is not YAML, or is nested too deeply
   */
  public static Document read(byte[] text) throws IOException {
    if (text.length > 0 && text[0] == '{') {
      try {
        JsonReader.Document json = JsonReader.read(text);
        if (json.duplicates().isEmpty()) {
          return new Document(json.root(), List.of());
        }
      } catch (IOException notJson) {
        return parse(text);
      }
    }
    return parse(text);
  }

  private static Document parse(byte[] text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(parser);
      JsonToken first = parser.nextToken();
      JsonNode root = first == null ? NullNode.instance : reader.value(first);
      return new Document(root, List.copyOf(reader.duplicates));
    } catch (JsonProcessingException e) {
      String problem = problem(e.getOriginalMessage());
      int number = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      boolean told = number > 1 || number == 1 && problem.startsWith("did not find");
      throw new IOException("yaml: " + (told ? "line " + number + ": " : "") + problem, e);
    }
  }

  /** The words of the parser that Kubernetes uses, as far as they are known. */
  private static String problem(String message) {
    String first = message.lines().filter(l -> !l.startsWith(" ")).reduce((a, b) -> b).orElse("");
    if (message.contains("mapping values are not allowed")) {
      return "mapping values are not allowed in this context";
    }
    if (message.contains("expected ',' or '}'")) {
      return "did not find expected ',' or '}'";
    }
    if (message.contains("expected ',' or ']'")) {
      return "did not find expected ',' or ']'";
    }
    if (message.contains("expected the node content")) {
      return "did not find expected node content";
    }
    return first;
  }

  private JsonNode value(JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          list.add(value(t));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> {
        BigInteger whole = parser.getBigIntegerValue();
        yield whole.bitLength() < Integer.SIZE
            ? JsonNodeFactory.instance.numberNode(whole.intValue())
            : whole.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(whole.longValue())
                : JsonNodeFactory.instance.numberNode(whole.doubleValue());
      }
      case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.instance;
      default -> TextNode.valueOf(parser.getText());
    };
  }

  private ObjectNode object() throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (object.has(name)) {
        duplicates.add(
            "line "
                + parser.currentTokenLocation().getLineNr()
                + ": key "
                + GoText.quoted(name)
                + " already set in map");
      }
      object.set(name, value(parser.nextToken()));
    }
    return object;
  }
}
