package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.text.GoText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Reads a YAML document with its aliases put in and its merge keys ({@code <<}) done. A document
 * that consists nearly all of aliases is refused, by the measure of Go's yaml.v2, so that a few
 * lines cannot become gigabytes.
 */
final class YamlTree {
  private static final String MERGE = "<<";
  private static final long FEW = 400_000;
  private static final long MANY = 4_000_000;
  private static final double RATIO_OF_FEW = 0.99;
  private static final double RATIO_OF_MANY = 0.10;
  private static final long FREE_NODES = 1000;
  private static final long FREE_ALIASED = 100;

  private final Parser parser;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final List<String> duplicates = new ArrayList<>();
  private long nodes;
  private long aliased;

  YamlTree(Parser parser) {
    this.parser = parser;
  }

  /**
   * @throws IOException it is no YAML, is nested too deeply, or grows too much by its aliases
   */
  JsonNode read() throws IOException {
    parser.getEvent();
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return NullNode.instance;
    }
    DocumentStartEvent start = (DocumentStartEvent) parser.getEvent();
    if (start.getVersion() != null && start.getVersion() != DumperOptions.Version.V1_1) {
      throw new IOException("yaml: found incompatible YAML document");
    }
    return node(1);
  }

  /** A sentence for each field given more than once, in the order of the text. */
  List<String> duplicates() {
    return List.copyOf(duplicates);
  }

  private JsonNode node(int depth) throws IOException {
    nodes++;
    if (depth > Json.MAX_DEPTH) {
      throw new IOException("yaml: exceeded max depth of " + Json.MAX_DEPTH);
    }
    Event event = parser.getEvent();
    if (event instanceof AliasEvent alias) {
      return copy(alias.getAnchor(), depth);
    }
    String anchor = ((NodeEvent) event).getAnchor();
    if (anchor != null) {
      open.add(anchor);
    }
    JsonNode node =
        event instanceof MappingStartEvent
            ? object(depth)
            : event instanceof SequenceStartEvent
                ? array(depth)
                : YamlScalar.of((ScalarEvent) event);
    if (anchor != null) {
      anchors.put(anchor, node);
      open.remove(anchor);
    }
    return node;
  }

  private ObjectNode object(int depth) throws IOException {
    ObjectNode object = Json.object();
    Set<JsonNode> keys = new HashSet<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Event first = parser.peekEvent();
      boolean merges =
          first instanceof ScalarEvent scalar
              && scalar.getValue().equals(MERGE)
              && scalar.getImplicit().canOmitTagInPlainScalar();
      JsonNode key = node(depth + 1);
      if (key.isContainerNode()) {
        throw new IOException("yaml: invalid map key: " + syntax(key));
      }
      if (merges) {
        merge(object, node(depth + 1), keys, first);
        continue;
      }
      add(keys, key, first);
      JsonNode value = node(depth + 1);
      if (key.isNull()) {
        throw new IOException(
            "unsupported map key of type: %!s(<nil>), key: <nil>, value: " + syntax(value));
      }
      object.set(key.asText(), value);
    }
    parser.getEvent();
    return object;
  }

  /** As Go has maps of YAML, whose keys need not be texts. */
  private static String syntax(JsonNode value) {
    return GoText.syntax(value).replace("map[string]", "map[interface {}]");
  }

  private void add(Set<JsonNode> keys, JsonNode key, Event at) {
    if (!keys.add(key)) {
      int line = at.getStartMark().getLine() + 1;
      duplicates.add("line " + line + ": key " + syntax(key) + " already set in map");
    }
  }

  /** The last one said counts, and of several maps the first. */
  private void merge(ObjectNode object, JsonNode merged, Set<JsonNode> keys, Event at)
      throws IOException {
    if (merged.isArray()) {
      for (int i = merged.size() - 1; i >= 0; i--) {
        merge(object, merged.get(i), keys, at);
      }
    } else if (merged instanceof ObjectNode other) {
      object.setAll(other);
      other.fieldNames().forEachRemaining(name -> add(keys, TextNode.valueOf(name), at));
    } else {
      throw new IOException("yaml: map merge requires map or sequence of maps as the value");
    }
  }

  private ArrayNode array(int depth) throws IOException {
    ArrayNode array = Json.object().arrayNode();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      array.add(node(depth + 1));
    }
    parser.getEvent();
    return array;
  }

  private JsonNode copy(String anchor, int depth) throws IOException {
    if (open.contains(anchor)) {
      throw new IOException("yaml: anchor '" + anchor + "' value contains itself");
    }
    JsonNode known = anchors.get(anchor);
    if (known == null) {
      throw new IOException("yaml: unknown anchor '" + anchor + "' referenced");
    }
    return counted(known, depth);
  }

  /** Copies node by node, so that it ends as soon as there are too many. */
  private JsonNode counted(JsonNode node, int depth) throws IOException {
    nodes++;
    aliased++;
    if (aliased > FREE_ALIASED && nodes > FREE_NODES && aliased > nodes * ratio()) {
      throw new IOException("yaml: document contains excessive aliasing");
    }
    if (depth > Json.MAX_DEPTH) {
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
