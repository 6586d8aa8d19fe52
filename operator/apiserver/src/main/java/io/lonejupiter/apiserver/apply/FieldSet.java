package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * An immutable set of field paths as a tree. The edges are the path elements of the {@code
 * FieldsV1} format, see {@link PathElement}.
 *
 * @param member whether the path that leads here is in the set
 */
public record FieldSet(boolean member, SortedMap<String, FieldSet> children) {
  public static final FieldSet EMPTY = new FieldSet(false, new TreeMap<>());
  public static final FieldSet LEAF = new FieldSet(true, new TreeMap<>());

  /** A set of paths of fields. */
  public static FieldSet ofFields(String... names) {
    FieldSet set = LEAF;
    for (int i = names.length - 1; i >= 0; i--) {
      set = new FieldSet(false, new TreeMap<>(Map.of(PathElement.field(names[i]), set)));
    }
    return set;
  }

  public boolean isEmpty() {
    return !member && children.isEmpty();
  }

  FieldSet asMember() {
    return member ? this : new FieldSet(true, children);
  }

  /** The part below one path element; empty when there is none. */
  FieldSet child(String element) {
    return children.getOrDefault(element, EMPTY);
  }

  public FieldSet union(FieldSet other) {
    return combine(other, (a, b) -> a || b);
  }

  public FieldSet minus(FieldSet other) {
    return combine(other, (a, b) -> a && !b);
  }

  FieldSet intersect(FieldSet other) {
    return combine(other, (a, b) -> a && b);
  }

  private FieldSet combine(FieldSet other, BiFunction<Boolean, Boolean, Boolean> rule) {
    TreeMap<String, FieldSet> merged = new TreeMap<>();
    TreeSet<String> names = new TreeSet<>(children.keySet());
    names.addAll(other.children.keySet());
    for (String name : names) {
      FieldSet combined = child(name).combine(other.child(name), rule);
      if (!combined.isEmpty()) {
        merged.put(name, combined);
      }
    }
    return new FieldSet(rule.apply(member, other.member), merged);
  }

  /** The same without the members of another set and everything below them. */
  FieldSet withoutBranches(FieldSet other) {
    TreeMap<String, FieldSet> rest = new TreeMap<>();
    children.forEach(
        (name, child) -> {
          FieldSet gone = other.child(name);
          FieldSet kept = gone.member ? EMPTY : child.withoutBranches(gone);
          if (!kept.isEmpty()) {
            rest.put(name, kept);
          }
        });
    return new FieldSet(member, rest);
  }

  /** The same, with each declared field that has something below it a member of its own. */
  FieldSet withNamedParents(Type type) {
    TreeMap<String, FieldSet> filled = new TreeMap<>();
    children.forEach(
        (element, child) -> {
          boolean isField = element.charAt(0) == 'f';
          String name = element.substring(2);
          Type below = isField ? type.field(name) : type.items();
          FieldSet inner = below == null ? child : child.withNamedParents(below);
          boolean named = isField && type.declares(name) && !child.children.isEmpty();
          filled.put(element, named ? inner.asMember() : inner);
        });
    return new FieldSet(member, filled);
  }

  /** Every member path, as {@code .spec.ports[name="p"].port}; parents first. */
  public List<String> paths() {
    List<String> all = new ArrayList<>();
    collect("", all);
    return all;
  }

  private void collect(String path, List<String> all) {
    List<String> elements = new ArrayList<>(children.keySet());
    elements.sort(PathElement.ORDER);
    for (String element : elements) {
      if (children.get(element).member) {
        all.add(path + PathElement.shown(element));
      }
    }
    elements.forEach(e -> children.get(e).collect(path + PathElement.shown(e), all));
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

  /**
   * From {@code fieldsV1}; the root itself is never a member.
   *
   * @throws IOException it is not a set of fields
   */
  public static FieldSet fromJson(JsonNode json) throws IOException {
    return new FieldSet(false, parse(json).children);
  }

  private static FieldSet parse(JsonNode json) throws IOException {
    if (!json.isObject()) {
      throw new IOException("a set of fields is an object");
    }
    TreeMap<String, FieldSet> children = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      String element = field.getKey().equals(".") ? null : PathElement.canonical(field.getKey());
      if (element != null) {
        children.put(element, parse(field.getValue()));
      }
    }
    return new FieldSet(children.isEmpty() || json.has("."), children);
  }

  /** Collects paths. */
  static final class Builder {
    private final TreeMap<String, Builder> children = new TreeMap<>();
    private boolean member;

    void add(List<String> path) {
      Builder at = this;
      for (String element : path) {
        at = at.children.computeIfAbsent(element, e -> new Builder());
      }
      at.member = true;
    }

    FieldSet build() {
      return new FieldSet(false, built().children);
    }

    private FieldSet built() {
      TreeMap<String, FieldSet> sets = new TreeMap<>();
      children.forEach((element, child) -> sets.put(element, child.built()));
      return new FieldSet(member, sets);
    }
  }
}
