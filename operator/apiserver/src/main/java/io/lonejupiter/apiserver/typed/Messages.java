package io.lonejupiter.apiserver.typed;

import com.fasterxml.jackson.databind.JsonNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The objects this server knows field by field, from {@code typed.yaml}. Immutable. */
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
    ALWAYS,
    LIST,
    MAP
  }

  /**
   * A field of a message.
   *
   * @param name in JSON
   * @param type a scalar or the name of a message
   * @param goCollection what Go calls the type of the list or map; empty for no name of its own
   */
  record Field(String name, Shape shape, String type, String goCollection) {
    /** What Go calls the type of the whole field; for errors. */
    String goType() {
      return switch (shape) {
        case LIST -> goCollection.isEmpty() ? "[]" + Messages.goType(type) : goCollection;
        case MAP -> goCollection.isEmpty() ? "map[string]" + Messages.goType(type) : goCollection;
        default -> Messages.goType(type);
      };
    }

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

  /** Texts that Go has a type of their own for, which its errors name. */
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("UID", "types.UID"),
          Map.entry("FinalizerName", "v1.FinalizerName"),
          Map.entry("NamespacePhase", "v1.NamespacePhase"),
          Map.entry("NamespaceConditionType", "v1.NamespaceConditionType"),
          Map.entry("ConditionStatus", "v1.ConditionStatus"),
          Map.entry("SecretType", "v1.SecretType"),
          Map.entry("ManagedFieldsOperationType", "v1.ManagedFieldsOperationType"),
          Map.entry("CoordinatedLeaseStrategy", "v1.CoordinatedLeaseStrategy"),
          Map.entry("ResourceScope", "v1.ResourceScope"),
          Map.entry("ConversionStrategyType", "v1.ConversionStrategyType"),
          Map.entry(
              "CustomResourceDefinitionConditionType", "v1.CustomResourceDefinitionConditionType"),
          Map.entry("JSONSchemaURL", "v1.JSONSchemaURL"),
          Map.entry("FieldValueErrorReason", "v1.FieldValueErrorReason"));

  static boolean isText(String type) {
    return type.equals("string") || TEXTS.containsKey(type);
  }

  /** What Go calls the type of a single value. */
  static String goType(String type) {
    return switch (type) {
      case "string", "bool", "int32", "int64", "float64" -> type;
      case "Time", "MicroTime" -> "string";
      case "bytes" -> "[]uint8";
      case "ExtraValue" -> "v1.ExtraValue";
      default -> TEXTS.getOrDefault(type, "v1." + type);
    };
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
        Messages.class.getResourceAsStream("/io/lonejupiter/apiserver/typed.yaml")) {
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
    String type = words.get(words.size() == 2 ? 1 : 2);
    return new Field(words.get(0), shape, type, words.size() > 3 ? words.get(3) : "");
  }
}
