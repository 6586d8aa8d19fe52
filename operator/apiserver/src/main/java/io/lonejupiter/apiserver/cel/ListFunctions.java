package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Functions.Function;
import io.lonejupiter.apiserver.cel.Values.Entries;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import io.lonejupiter.apiserver.cel.Values.MapValue;
import io.lonejupiter.apiserver.cel.Values.Maybe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Lists, sets, and the maps that comprehensions build. */
final class ListFunctions {
  private ListFunctions() {}

  static void register(Map<String, Function> all) {
    all.put("isSorted", onList(ListFunctions::isSorted));
    all.put("sum", a -> a[0] instanceof ListValue list ? sum(list) : null);
    all.put("max", onList(list -> extreme("max", list, -1)));
    all.put("min", onList(list -> extreme("min", list, 1)));
    all.put("slice", a -> slice((ListValue) a[0], (Long) a[1], (Long) a[2]));
    all.put("flatten", ListFunctions::flatten);
    all.put("distinct", onList(ListFunctions::distinct));
    all.put("reverse", onList(ListFunctions::reverse));
    all.put("sort", onList(list -> sort(list, list)));
    all.put("@sortByAssociatedKeys", a -> sort((ListValue) a[0], (ListValue) a[1]));
    all.put("first", onList(list -> list.size() == 0 ? Maybe.NONE : new Maybe(list.get(0))));
    all.put("last", onList(l -> l.size() == 0 ? Maybe.NONE : new Maybe(l.get(l.size() - 1))));
    all.put("lists.range", a -> range((Long) a[0]));
    all.put("sets.contains", a -> contains((ListValue) a[0], (ListValue) a[1]));
    all.put("sets.intersects", a -> intersects((ListValue) a[0], (ListValue) a[1]));
    all.put("sets.equivalent", a -> isEquivalent((ListValue) a[0], (ListValue) a[1]));
    all.put("cel.@mapInsert", ListFunctions::insert);
  }

  private static Function onList(java.util.function.Function<ListValue, Object> function) {
    return a -> a[0] instanceof ListValue list ? function.apply(list) : null;
  }

  static List<Object> items(ListValue list) {
    List<Object> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(list.get(i));
    }
    return items;
  }

  private static Object isSorted(ListValue list) {
    for (int i = 1; i < list.size(); i++) {
      if (Values.compare(list.get(i - 1), list.get(i)).equals(1L)) {
        return false;
      }
    }
    return true;
  }

  private static Object sum(ListValue list) {
    Object sum = null;
    for (Object item : items(list)) {
      sum = sum == null ? item : Functions.add(sum, item);
      if (sum == null || sum instanceof Failure) {
        return sum;
      }
    }
    return sum;
  }

  /** The sum of no items, which only the overload knows. */
  static Object zero(String overload) {
    return switch (overload) {
      case "list_uint_sum_uint" -> new Values.Uint(0);
      case "list_double_sum_double" -> 0.0;
      case "list_duration_sum_duration" -> Duration.ZERO;
      default -> 0L;
    };
  }

  private static Object extreme(String name, ListValue list, long replacedWhen) {
    Object best = null;
    for (Object item : items(list)) {
      if (best == null || Values.compare(best, item).equals(replacedWhen)) {
        best = item;
      }
    }
    return best == null ? new Failure(name + " called on empty list") : best;
  }

  static Object indexOf(Object[] a, boolean last) {
    if (!(a[0] instanceof ListValue list)) {
      return null;
    }
    for (int i = 0; i < list.size(); i++) {
      int at = last ? list.size() - 1 - i : i;
      if (Boolean.TRUE.equals(Values.isEqual(list.get(at), a[1]))) {
        return (long) at;
      }
    }
    return -1L;
  }

  private static Object slice(ListValue list, long start, long end) {
    if (start < 0 || end < 0) {
      return new Failure(
          "cannot slice(" + start + ", " + end + "), negative indexes not supported");
    }
    if (start > end) {
      return new Failure(
          "cannot slice("
              + start
              + ", "
              + end
              + "), start index must be less than or equal to end index");
    }
    if (list.size() < end) {
      return new Failure("cannot slice(" + start + ", " + end + "), list is length " + list.size());
    }
    return Values.list(items(list).subList((int) start, (int) end));
  }

  private static Object flatten(Object[] a) {
    if (!(a[0] instanceof ListValue list)) {
      return null;
    }
    long depth = a.length > 1 ? (Long) a[1] : 1;
    if (depth < 0) {
      return new Failure("level must be non-negative");
    }
    List<Object> flat = new ArrayList<>();
    flatten(list, depth, flat);
    return Values.list(flat);
  }

  private static void flatten(ListValue list, long depth, List<Object> flat) {
    for (Object item : items(list)) {
      if (item instanceof ListValue inner && depth > 0) {
        flatten(inner, depth - 1, flat);
      } else {
        flat.add(item);
      }
    }
  }

  private static Object distinct(ListValue list) {
    List<Object> distinct = new ArrayList<>();
    for (Object item : items(list)) {
      if (distinct.stream().noneMatch(d -> Boolean.TRUE.equals(Values.isEqual(d, item)))) {
        distinct.add(item);
      }
    }
    return Values.list(distinct);
  }

  private static Object reverse(ListValue list) {
    List<Object> items = items(list);
    Collections.reverse(items);
    return Values.list(items);
  }

  private static Object sort(ListValue list, ListValue keys) {
    record Keyed(Object key, Object item) {}
    List<Keyed> pairs = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Object key = keys.get(i);
      if (!Values.typeName(key).equals(Values.typeName(keys.get(0)))) {
        return new Failure("list elements must have the same type");
      }
      if (Values.compare(key, key) instanceof Failure) {
        return new Failure("list elements must be comparable");
      }
      pairs.add(new Keyed(key, list.get(i)));
    }
    pairs.sort((left, right) -> ((Long) Values.compare(left.key, right.key)).intValue());
    return Values.list(pairs.stream().map(Keyed::item).toList());
  }

  private static Object range(long size) {
    IntFunction<Object> number = i -> (long) i;
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      numbers.add(number.apply(i));
    }
    return Values.list(numbers);
  }

  static Object unwrap(ListValue list) {
    List<Object> present = new ArrayList<>();
    for (Object item : items(list)) {
      if (item instanceof Maybe maybe && maybe.isPresent()) {
        present.add(maybe.value());
      }
    }
    return Values.list(present);
  }

  private static Object contains(ListValue list, ListValue part) {
    for (Object item : items(part)) {
      Object found = Functions.contains(list, item);
      if (!Boolean.TRUE.equals(found)) {
        return found;
      }
    }
    return true;
  }

  private static Object intersects(ListValue left, ListValue right) {
    return items(left).stream()
        .anyMatch(item -> Boolean.TRUE.equals(Functions.contains(right, item)));
  }

  private static Object isEquivalent(ListValue left, ListValue right) {
    Object contains = contains(left, right);
    return Boolean.TRUE.equals(contains) ? contains(right, left) : contains;
  }

  private static Object insert(Object[] a) {
    MapValue map = (MapValue) a[0];
    Object result = map instanceof Entries ? map : copy(map);
    if (a.length == 3) {
      return ((Entries) result).with(a[1], a[2]);
    }
    MapValue more = (MapValue) a[1];
    for (Object key : more.keys()) {
      result = ((Entries) result).with(key, more.find(key));
      if (result instanceof Failure) {
        return result;
      }
    }
    return result;
  }

  private static Entries copy(MapValue map) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    map.keys().forEach(key -> entries.put(key, map.find(key)));
    return new Entries(entries);
  }
}
