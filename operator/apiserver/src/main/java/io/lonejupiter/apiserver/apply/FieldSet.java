package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * An immutable set of field paths as a tree. The edges are the path elements of the {@code
 * FieldsV1} format: {@code f:name} a field, {@code k:{...}} an item of a keyed list, {@code v:...}
 * a value of a set.
 *
 * @param member whether the path that leads here is in the set
 */
public record FieldSet(boolean member, SortedMap<String, FieldSet> children) {
  public static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());
  public static final FieldSet LEAF = new FieldSet(true, new TreeMap<>());

  public boolean isEmpty() {
    return !member && children.isEmpty();
  }

  public FieldSet asMember() {
    return member ? this : new FieldSet(true, children);
  }

  /** The part below one path element; empty when there is none. */
  public FieldSet child(String element) {
    return children.getOrDefault(element, EMPTY);
  }

  public FieldSet union(FieldSet other) {
    return combine(other, (a, b) -> a || b);
  }

  public FieldSet minus(FieldSet other) {
    return combine(other, (a, b) -> a && !b);
  }

  public FieldSet intersect(FieldSet other) {
    return combine(other, (a, b) -> a && b);
  }

  private FieldSet combine(FieldSet other, BiFunction<Boolean, Boolean, Boolean> rule) {
    TreeMap<String, FieldSet> merged = new TreeMap<>();
    TreeMap<String, FieldSet> names = new TreeMap<>(children);
    names.putAll(other.children);
    for (String name : names.keySet()) {
      FieldSet combined = child(name).combine(other.child(name), rule);
      if (!combined.isEmpty()) {
        merged.put(name, combined);
      }
    }
    return new FieldSet(rule.apply(member, other.member), merged);
  }

  /** The same without one whole branch. */
  public FieldSet without(String... path) {
    return without(path, 0);
  }

  private FieldSet without(String[] path, int at) {
    FieldSet next = children.get(path[at]);
    if (next == null) {
      return this;
    }
    TreeMap<String, FieldSet> rest = new TreeMap<>(children);
    FieldSet kept = at == path.length - 1 ? EMPTY : next.without(path, at + 1);
    if (kept.isEmpty()) {
      rest.remove(path[at]);
    } else {
      rest.put(path[at], kept);
    }
    return new FieldSet(member, rest);
  }

  /** The same, with each field that has something below it a member of its own. */
  public FieldSet withNamedParents() {
    TreeMap<String, FieldSet> filled = new TreeMap<>();
    children.forEach(
        (name, child) -> {
          FieldSet below = child.withNamedParents();
          filled.put(name, name.startsWith("f:") ? below.asMember() : below);
        });
    return new FieldSet(member, filled);
  }

  /** Every member path, as {@code .spec.ports[name="p"].port}. */
  public List<String> paths() {
    List<String> all = new ArrayList<>();
    collect("", all);
    return all;
  }

  private void collect(String path, List<String> all) {
    if (member) {
      all.add(path);
    }
    children.forEach((element, child) -> child.collect(path + shown(element), all));
  }

  private static String shown(String element) {
    String text = element.substring(2);
    return switch (element.charAt(0)) {
      case 'f' -> "." + text;
      case 'v' -> "[=" + text + "]";
      default -> {
        List<String> keys = new ArrayList<>();
        Json.parseTrusted(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .properties()
            .forEach(key -> keys.add(key.getKey() + "=" + key.getValue()));
        yield "[" + String.join(",", keys) + "]";
      }
    };
  }

  /** As {@code fieldsV1}. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (member && !children.isEmpty()) {
      json.putObject(".");
    }
    children.forEach((name, child) -> json.set(name, child.toJson()));
    return json;
  }

  /** From {@code fieldsV1}; the root itself is never a member. */
  public static FieldSet fromJson(JsonNode json) {
    FieldSet root = parse(json);
    return new FieldSet(false, root.children);
  }

  private static FieldSet parse(JsonNode json) {
    TreeMap<String, FieldSet> children = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!field.getKey().equals(".") && field.getKey().length() > 1) {
        children.put(field.getKey(), parse(field.getValue()));
      }
    }
    return new FieldSet(children.isEmpty() || json.has("."), children);
  }
}
