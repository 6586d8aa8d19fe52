package io.lonejupiter.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The messages this server can read, from {@code protobuf.yaml}. Immutable. */
final class Messages {
  private static final Messages KNOWN = read();

  private final Map<String, Map<Integer, Field>> byName;

  private Messages(Map<String, Map<Integer, Field>> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** How the values of a field are kept. */
  enum Shape {
    SINGLE,
    KEPT,
    LIST,
    MAP
  }

  /**
   * A field of a message.
   *
   * @param name in JSON
   * @param type a scalar or the name of a message
   */
  record Field(String name, Shape shape, String type) {
    /** As Go's struct has it; for errors. */
    String goName() {
      return switch (name) {
        case "metadata" -> "ObjectMeta";
        case "uid" -> "UID";
        case "apiVersion" -> "APIVersion";
        default -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
      };
    }
  }

  static Messages known() {
    return KNOWN;
  }

  /** The fields by number; null for a message nobody knows. */
  Map<Integer, Field> fields(String message) {
    return byName.get(message);
  }

  private static Messages read() {
    try (InputStream in =
        Messages.class.getResourceAsStream("/io/lonejupiter/apiserver/protobuf.yaml")) {
      Map<String, Map<Integer, Field>> messages = new HashMap<>();
      for (Map.Entry<String, JsonNode> message : Json.readYamlDocuments(in).get(0).properties()) {
        Map<Integer, Field> fields = new HashMap<>();
        message
            .getValue()
            .properties()
            .forEach(
                field ->
                    fields.put(Integer.valueOf(field.getKey()), field(field.getValue().asText())));
        messages.put(message.getKey(), Map.copyOf(fields));
      }
      return new Messages(messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Field field(String text) {
    List<String> words = List.of(text.split(" "));
    Shape shape =
        words.size() == 2 ? Shape.SINGLE : Shape.valueOf(words.get(1).toUpperCase(Locale.ROOT));
    return new Field(words.get(0), shape, words.get(words.size() - 1));
  }
}
