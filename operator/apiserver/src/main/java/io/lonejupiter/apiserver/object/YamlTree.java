package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a YAML document with its aliases put in and its merge keys ({@code <<}) done. A document
 * that consists nearly all of aliases is refused, by the measure of Go's yaml.v2, so that a few
 * lines cannot become gigabytes. Anchors of scalars are not known, as the parser does not tell
 * them: an alias of one is refused.
 */
final class YamlTree {
  private static final String MERGE = "<<";
  private static final long FEW = 400_000;
  private static final long MANY = 4_000_000;
  private static final double RATIO_OF_FEW = 0.99;
  private static final double RATIO_OF_MANY = 0.10;
  private static final long FREE_NODES = 1000;
  private static final long FREE_ALIASED = 100;

  private final YAMLParser parser;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final List<String> duplicates = new ArrayList<>();
  private long nodes;
  private long aliased;

  YamlTree(YAMLParser parser) {
    this.parser = parser;
  }

  /**
   * @throws IOException it is no YAML, is nested too deeply, or grows too much by its aliases
   */
  JsonNode read() throws IOException {
    return parser.nextToken() == null ? NullNode.instance : node();
  }

  /** A sentence for each field given more than once, in the order of the text. */
  List<String> duplicates() {
    return List.copyOf(duplicates);
  }

  private JsonNode node() throws IOException {
    nodes++;
    String anchor = parser.getObjectId();
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING && isAlias()) {
      return copy(parser.getText());
    }
    JsonNode node =
        switch (token) {
          case START_OBJECT -> object();
          case START_ARRAY -> array();
          default -> scalar(token);
        };
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    return node;
  }

  /** Numbers are as {@link JsonReader} has them. */
  private JsonNode scalar(JsonToken token) throws IOException {
    return switch (token) {
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

  /** The parser has no other way to say so. */
  @SuppressWarnings("deprecation")
  private boolean isAlias() {
    return parser.isCurrentAlias();
  }

  private ObjectNode object() throws IOException {
    ObjectNode object = Json.object();
    JsonNode merged = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (object.has(name)) {
        duplicates.add(
            "line "
                + parser.currentTokenLocation().getLineNr()
                + ": key "
                + GoText.quoted(name)
                + " already set in map");
      }
      parser.nextToken();
      if (name.equals(MERGE)) {
        merged = node();
      } else {
        object.set(name, node());
      }
    }
    if (merged != null) {
      merge(object, merged);
    }
    return object;
  }

  private static void merge(ObjectNode object, JsonNode merged) throws IOException {
    if (merged.isArray()) {
      for (JsonNode each : merged) {
        merge(object, each);
      }
    } else if (merged instanceof ObjectNode other) {
      other.properties().forEach(field -> object.putIfAbsent(field.getKey(), field.getValue()));
    } else {
      throw new IOException("yaml: map merge requires map or sequence of maps as the value");
    }
  }

  private ArrayNode array() throws IOException {
    ArrayNode array = Json.object().arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(node());
    }
    return array;
  }

  private JsonNode copy(String anchor) throws IOException {
    JsonNode known = anchors.get(anchor);
    if (known == null) {
      throw new IOException("yaml: unknown anchor '" + anchor + "' referenced");
    }
    return counted(known, 1);
  }

  /** Copies node by node, so that it ends as soon as there are too many. */
  private JsonNode counted(JsonNode node, int depth) throws IOException {
    nodes++;
    aliased++;
    if (aliased > FREE_ALIASED && nodes > FREE_NODES && aliased > nodes * ratio()) {
      throw new IOException("yaml: document contains excessive aliasing");
    }
    if (depth + parser.getParsingContext().getNestingDepth() > Json.MAX_DEPTH) {
      throw new IOException("yaml: exceeded max depth of " + Json.MAX_DEPTH);
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        copy.set(field.getKey(), counted(field.getValue(), depth + 1));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode(array.size());
      for (JsonNode item : array) {
        copy.add(counted(item, depth + 1));
      }
      return copy;
    }
    return node;
  }

  private double ratio() {
    if (nodes <= FEW) {
      return RATIO_OF_FEW;
    }
    return nodes >= MANY
        ? RATIO_OF_MANY
        : RATIO_OF_FEW
            - (RATIO_OF_FEW - RATIO_OF_MANY) * ((double) (nodes - FEW) / (double) (MANY - FEW));
  }
}
