package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.schema.Schema;
import io.lonejupiter.apiserver.schema.Schema.ListKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How server-side apply sees a value: as fields that are owned one by one, as items that are told
 * apart, or as one whole. A null schema stands for content nobody described: its objects are maps,
 * its lists are whole. Pure.
 */
final class Structure {
  private Structure() {}

  static boolean isFields(Schema schema, JsonNode value) {
    return value != null && value.isObject() && !(schema != null && schema.atomicMap());
  }

  static boolean isItems(Schema schema, JsonNode value) {
    return value != null && value.isArray() && schema != null && schema.list() != ListKind.ATOMIC;
  }

  static Schema field(Schema schema, String name) {
    return schema == null ? null : schema.field(name);
  }

  static Schema items(Schema schema) {
    return schema == null ? null : schema.items();
  }

  /** A declared field is owned through what it holds; the entry of a map is owned itself, too. */
  static boolean isEntry(Schema schema, String name) {
    return schema == null || !schema.declares(name);
  }

  /** The items of a set or keyed list by their path element; of equal ones the first counts. */
  static Map<String, JsonNode> byElement(Schema list, JsonNode items) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    if (items != null) {
      items.forEach(item -> found.putIfAbsent(element(list, item), item));
    }
    return found;
  }

  static String element(Schema list, JsonNode item) {
    if (list.list() == ListKind.SET || !item.isObject()) {
      return "v:" + item;
    }
    TreeMap<String, JsonNode> keys = new TreeMap<>();
    for (String key : list.listKeys()) {
      JsonNode value = item.get(key);
      Schema field = list.items().field(key);
      if (value == null && field != null) {
        value = field.defaultValue();
      }
      if (value != null) {
        keys.put(key, value);
      }
    }
    ObjectNode identity = Json.object();
    keys.forEach(identity::set);
    return "k:" + identity;
  }
}
