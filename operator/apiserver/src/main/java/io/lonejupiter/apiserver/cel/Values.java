package io.lonejupiter.apiserver.cel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What CEL computes with: {@link Boolean}, {@link Long}, {@link Uint}, {@link Double}, {@link
 * String}, {@link Bytes}, {@link Instant}, {@link Duration}, {@link Null}, lists, maps, types,
 * optionals, the types of Kubernetes' libraries, and {@link Failure}.
 */
final class Values {
  private Values() {}

  /** The null of CEL. */
  enum Null {
    VALUE
  }

  /**
   * An unsigned integer.
   *
   * @param bits to be read as unsigned
   */
  record Uint(long bits) {
    @Override
    public String toString() {
      return Long.toUnsignedString(bits);
    }
  }

  /** The name of a type, as a value. */
  record Type(String name) {}

  /**
   * An optional value.
   *
   * @param value null when there is none
   */
  record Maybe(Object value) {
    static final Maybe NONE = new Maybe(null);

    boolean isPresent() {
      return value != null;
    }
  }

  /**
   * An evaluation that failed. It is a value because {@code &&} and {@code ||} may not need it.
   *
   * @param message in the words of Kubernetes
   */
  record Failure(String message) {
    static Failure noOverload() {
      return new Failure("no such overload");
    }
  }

  /** Bytes with the equality of their content. */
  static final class Bytes {
    private final byte[] content;

    Bytes(byte[] content) {
      this.content = content.clone();
    }

    byte[] content() {
      return content.clone();
    }

    int size() {
      return content.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(content);
    }
  }

  /** A list, made by an expression or read from the object. */
  interface ListValue {
    int size();

    Object get(int index);

    /** True, false, or a failure. */
    default Object isEqual(ListValue other) {
      if (size() != other.size()) {
        return false;
      }
      for (int i = 0; i < size(); i++) {
        Object same = Values.isEqual(get(i), other.get(i));
        if (!Boolean.TRUE.equals(same)) {
          return same;
        }
      }
      return true;
    }

    default ListValue plus(ListValue other) {
      Object[] all = new Object[size() + other.size()];
      for (int i = 0; i < size(); i++) {
        all[i] = get(i);
      }
      for (int i = 0; i < other.size(); i++) {
        all[size() + i] = other.get(i);
      }
      return new Items(List.of(all));
    }
  }

  /** A map, made by an expression or read from the object. */
  interface MapValue {
    int size();

    /** Null when there is no such key. */
    Object find(Object key);

    List<Object> keys();

    /** True, false, or a failure. */
    default Object isEqual(MapValue other) {
      if (size() != other.size()) {
        return false;
      }
      for (Object key : keys()) {
        Object theirs = other.find(key);
        if (theirs == null) {
          return false;
        }
        Object same = Values.isEqual(find(key), theirs);
        if (!Boolean.TRUE.equals(same)) {
          return same;
        }
      }
      return true;
    }
  }

  /** A list made by an expression. */
  record Items(List<Object> items) implements ListValue {
    @Override
    public int size() {
      return items.size();
    }

    @Override
    public Object get(int index) {
      return items.get(index);
    }
  }

  /** A map made by an expression. */
  record Entries(Map<Object, Object> entries) implements MapValue {
    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public Object find(Object key) {
      Object found = entries.get(key);
      if (found == null && isNumber(key)) {
        for (Map.Entry<Object, Object> entry : entries.entrySet()) {
          if (Boolean.TRUE.equals(Values.isEqual(entry.getKey(), key))) {
            return entry.getValue();
          }
        }
      }
      return found;
    }

    @Override
    public List<Object> keys() {
      return List.copyOf(entries.keySet());
    }

    /** A new map with one more entry, or a failure when the key is taken. */
    Object with(Object key, Object value) {
      if (find(key) != null) {
        return new Failure("insert failed: key " + Text.plain(key) + " already exists");
      }
      Map<Object, Object> more = new LinkedHashMap<>(entries);
      more.put(key, value);
      return new Entries(more);
    }
  }

  static ListValue list(List<?> items) {
    return new Items(List.copyOf(items));
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Uint;
  }

  /** True, false, or a failure. Values of different types differ; numbers compare by value. */
  static Object isEqual(Object left, Object right) {
    if (left instanceof Failure) {
      return left;
    }
    if (right instanceof Failure) {
      return right;
    }
    if (isNumber(left) && isNumber(right)) {
      Integer order = Numbers.compare(left, right);
      return order != null && order == 0;
    }
    if (left instanceof ListValue a && right instanceof ListValue b) {
      return a.isEqual(b);
    }
    if (left instanceof MapValue a && right instanceof MapValue b) {
      return a.isEqual(b);
    }
    boolean comparesOwnKind = left instanceof Bound.Fields || left instanceof Bound.Elements;
    if (comparesOwnKind && right != Null.VALUE) {
      return Failure.noOverload();
    }
    if (left instanceof Maybe a && right instanceof Maybe b) {
      return a.isPresent() && b.isPresent()
          ? isEqual(a.value(), b.value())
          : a.isPresent() == b.isPresent();
    }
    return left.equals(right);
  }

  /** The order of two values, or a {@link Failure} when they have none. */
  static Object compare(Object left, Object right) {
    if (isNumber(left) && isNumber(right)) {
      Integer order = Numbers.compare(left, right);
      return order == null ? new Failure("NaN values cannot be ordered") : (Object) (long) order;
    }
    if (left instanceof String a && right instanceof String b) {
      return (long)
          Integer.signum(
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    }
    if (left instanceof Bytes a && right instanceof Bytes b) {
      return (long) Integer.signum(Arrays.compareUnsigned(a.content, b.content));
    }
    if (left instanceof Boolean a && right instanceof Boolean b) {
      return (long) Boolean.compare(a, b);
    }
    if (left instanceof Instant a && right instanceof Instant b) {
      return (long) Integer.signum(a.compareTo(b));
    }
    if (left instanceof Duration a && right instanceof Duration b) {
      return (long) Integer.signum(a.compareTo(b));
    }
    return Failure.noOverload();
  }

  /** The size in the units of cost: characters, bytes or entries; 1 for what has no size. */
  static long size(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    if (value instanceof ListValue list) {
      return list.size();
    }
    if (value instanceof MapValue map) {
      return map.size();
    }
    if (value instanceof Bytes bytes) {
      return bytes.size();
    }
    if (value instanceof Libraries.Sized sized) {
      return sized.size();
    }
    return 1;
  }

  static String typeName(Object value) {
    if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Uint) {
      return "uint";
    } else if (value instanceof Double) {
      return "double";
    } else if (value instanceof String) {
      return "string";
    } else if (value instanceof Bytes) {
      return "bytes";
    } else if (value instanceof Instant) {
      return "google.protobuf.Timestamp";
    } else if (value instanceof Duration) {
      return "google.protobuf.Duration";
    } else if (value instanceof ListValue) {
      return "list";
    } else if (value instanceof MapValue) {
      return "map";
    } else if (value instanceof Maybe) {
      return "optional_type";
    } else if (value instanceof Type) {
      return "type";
    } else if (value instanceof Libraries.Typed typed) {
      return typed.typeName();
    }
    return "null_type";
  }
}
