package io.lonejupiter.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changed between two values of one type. Pure.
 *
 * @param added paths only the second has
 * @param modified paths both have with different values
 * @param removed paths only the first has
 */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

  static Comparison of(Type type, JsonNode before, JsonNode after) {
    Walker walker = new Walker();
    walker.value(type, before, after, List.of());
    return new Comparison(walker.added.build(), walker.modified.build(), walker.removed.build());
  }

  Comparison without(FieldSet branches) {
    return new Comparison(
        added.withoutBranches(branches),
        modified.withoutBranches(branches),
        removed.withoutBranches(branches));
  }

  private static final class Walker {
    private final FieldSet.Builder added = new FieldSet.Builder();
    private final FieldSet.Builder modified = new FieldSet.Builder();
    private final FieldSet.Builder removed = new FieldSet.Builder();

    /** One of the values may be missing (Java null). */
    void value(Type type, JsonNode before, JsonNode after, List<String> path) {
      Type.Shape old = before == null ? null : type.shape(before);
      Type.Shape now = after == null ? null : type.shape(after);
      boolean leaf = false;
      if (now == null || old != null && old != now) {
        leaf = shaped(old, type, before, after, path);
      }
      if (now != null) {
        leaf = shaped(now, type, before, after, path);
      }
      if (!leaf) {
        oneSided(before, after, path);
      }
    }

    private void oneSided(JsonNode before, JsonNode after, List<String> path) {
      if (before == null) {
        added.add(path);
      } else if (after == null) {
        removed.add(path);
      }
    }

    /** Whether it was looked at as a whole. */
    private boolean shaped(
        Type.Shape shape, Type type, JsonNode before, JsonNode after, List<String> path) {
      boolean whole =
          switch (shape) {
            case SCALAR -> true;
            case LIST ->
                type.isAtomicList() || Walk.items(before).isEmpty() && Walk.items(after).isEmpty();
            case MAP ->
                type.isAtomicMap() || Walk.fields(before).isEmpty() && Walk.fields(after).isEmpty();
          };
      if (whole) {
        if (before == null || after == null) {
          oneSided(before, after, path);
        } else if (!Walk.same(before, after)) {
          modified.add(path);
        }
      } else if (shape == Type.Shape.LIST) {
        items(type, Walk.items(before), Walk.items(after), path);
      } else {
        fields(type, Walk.fields(before), Walk.fields(after), path);
      }
      return whole;
    }

    private void fields(Type type, JsonNode before, JsonNode after, List<String> path) {
      Set<String> names = new LinkedHashSet<>();
      before.properties().forEach(field -> names.add(field.getKey()));
      after.properties().forEach(field -> names.add(field.getKey()));
      for (String name : names) {
        Type below = type.field(name);
        if (below != null) {
          value(
              below, before.get(name), after.get(name), Walk.below(path, PathElement.field(name)));
        }
      }
    }

    private void items(Type type, JsonNode before, JsonNode after, List<String> path) {
      Map<String, List<JsonNode>> old = byElement(type, before);
      Map<String, List<JsonNode>> now = byElement(type, after);
      Set<String> elements = new LinkedHashSet<>(old.keySet());
      elements.addAll(now.keySet());
      for (String element : elements) {
        List<JsonNode> left = old.getOrDefault(element, List.of());
        List<JsonNode> right = now.getOrDefault(element, List.of());
        List<String> child = Walk.below(path, element);
        if (left.size() <= 1 && right.size() <= 1) {
          value(type.items(), first(left), first(right), child);
        } else if (left.size() >= 2 && right.size() >= 2) {
          if (!same(left, right)) {
            modified.add(child);
          }
        } else if (left.size() >= 2) {
          if (!right.isEmpty()) {
            value(type.items(), null, right.get(0), child);
          }
          removed.add(child);
        } else {
          if (!left.isEmpty()) {
            value(type.items(), left.get(0), null, child);
          }
          added.add(child);
        }
      }
    }

    private static boolean same(List<JsonNode> left, List<JsonNode> right) {
      boolean same = left.size() == right.size();
      for (int i = 0; same && i < left.size(); i++) {
        same = Walk.same(left.get(i), right.get(i));
      }
      return same;
    }

    private static JsonNode first(List<JsonNode> items) {
      return items.isEmpty() ? null : items.get(0);
    }

    private static Map<String, List<JsonNode>> byElement(Type type, JsonNode list) {
      Map<String, List<JsonNode>> found = new LinkedHashMap<>();
      list.forEach(
          item ->
              found.computeIfAbsent(Walk.element(type, item), e -> new ArrayList<>()).add(item));
      return found;
    }
  }
}
