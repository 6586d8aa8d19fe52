package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import io.lonejupiter.apiserver.cel.Values.MapValue;
import io.lonejupiter.apiserver.cel.Values.Maybe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of a program. Each charges what the same step costs in Kubernetes, so the order and the
 * places of {@link Frame#charge} matter.
 */
interface Step {
  /** A value, or a {@link Failure}. */
  Object evaluate(Frame frame);

  /** Something that a path leads to. Reading it costs 1, each part of the path another 1. */
  interface Path extends Step {
    /** The value without the cost of reading. */
    Object resolve(Frame frame);

    /** What reading costs. */
    default int price() {
      return 1;
    }

    @Override
    default Object evaluate(Frame frame) {
      Object value = resolve(frame);
      frame.charge(price());
      return value;
    }
  }

  /** A value known beforehand; it is free. */
  record Constant(Object value) implements Step {
    @Override
    public Object evaluate(Frame frame) {
      return value;
    }
  }

  /** A variable. */
  record Variable(String name) implements Path {
    @Override
    public Object resolve(Frame frame) {
      Object value = frame.variable(name);
      return value == null ? new Failure("no such attribute(s): " + name) : value;
    }
  }

  /** The result of a step, as the start of a path. */
  record Result(Step step) implements Path {
    @Override
    public Object resolve(Frame frame) {
      return step.evaluate(frame);
    }
  }

  /** A field of an object, or an entry of a map by a name. */
  record Select(Path of, String field, boolean optional) implements Path {
    @Override
    public Object resolve(Frame frame) {
      Object target = of.resolve(frame);
      return target instanceof Failure ? target : part(frame, target, field, optional);
    }

    @Override
    public int price() {
      return of.price();
    }

    static Object part(Frame frame, Object target, Object key, boolean optional) {
      if (target instanceof Maybe maybe) {
        if (!maybe.isPresent()) {
          return Maybe.NONE;
        }
        frame.charge(1);
        return maybe(find(maybe.value(), key));
      }
      frame.charge(1);
      Object found = find(target, key);
      if (optional) {
        return maybe(found);
      }
      return found == null ? missing(target, key) : found;
    }

    private static Object maybe(Object found) {
      return found == null ? Maybe.NONE : found instanceof Failure ? found : new Maybe(found);
    }

    private static Failure missing(Object target, Object key) {
      return new Failure(
          target instanceof ListValue
              ? "index out of bounds: " + Text.plain(key)
              : "no such key: " + Text.plain(key));
    }

    private static Object find(Object target, Object key) {
      if (target instanceof MapValue map) {
        return map.find(key);
      }
      if (target instanceof ListValue list) {
        Long index = index(key);
        if (list instanceof Bound.Elements && key instanceof Double && index != null) {
          return new Failure("unsupported index: " + Text.plain(key));
        }
        if (index == null) {
          return new Failure(
              Values.isNumber(key)
                  ? "unsupported index value " + Text.plain(key) + " in list"
                  : "unsupported index type '" + Values.typeName(key) + "' in list");
        }
        return index < 0 || index >= list.size() ? null : list.get((int) (long) index);
      }
      return null;
    }

    private static Long index(Object key) {
      if (key instanceof Long number) {
        return number;
      }
      if (key instanceof Double number && number == Math.rint(number)) {
        return number.longValue();
      }
      return key instanceof Values.Uint uint ? uint.bits() : null;
    }
  }

  /** Whether a field is there. */
  record Has(Path of, String field) implements Path {
    @Override
    public Object resolve(Frame frame) {
      Object target = of.resolve(frame);
      if (target instanceof Maybe maybe) {
        if (!maybe.isPresent()) {
          return false;
        }
        target = maybe.value();
      }
      if (target instanceof Failure) {
        return target;
      }
      frame.charge(1);
      if (!(target instanceof MapValue map)) {
        return false;
      }
      Object found = map.find(field);
      return found instanceof Failure ? found : (Object) (found != null);
    }

    @Override
    public int price() {
      return 0;
    }
  }

  /** An entry by a key that is computed. */
  record Index(Path of, Step key, boolean optional) implements Path {
    @Override
    public Object resolve(Frame frame) {
      Object target = of.resolve(frame);
      if (target instanceof Failure) {
        return target;
      }
      Object at = key instanceof Path path ? path.resolve(frame) : key.evaluate(frame);
      return at instanceof Failure ? at : Select.part(frame, target, at, optional);
    }

    @Override
    public int price() {
      return of.price();
    }
  }

  /** {@code condition ? yes : no}; it costs no more than what it evaluates. */
  record Conditional(Step condition, Step yes, Step no) implements Path {
    @Override
    public Object resolve(Frame frame) {
      Object chosen = condition.evaluate(frame);
      if (!(chosen instanceof Boolean holds)) {
        return chosen instanceof Failure ? chosen : Failure.noOverload();
      }
      Step branch = holds ? yes : no;
      return branch instanceof Path path ? path.resolve(frame) : branch.evaluate(frame);
    }

    @Override
    public int price() {
      return 0;
    }
  }

  /** {@code &&} and {@code ||}: the deciding value wins over a failure on the other side. */
  record Logic(boolean decisive, Step left, Step right) implements Step {
    @Override
    public Object evaluate(Frame frame) {
      Object first = left.evaluate(frame);
      if (first instanceof Boolean value && value == decisive) {
        return decisive;
      }
      Object second = right.evaluate(frame);
      if (second instanceof Boolean value && value == decisive) {
        return decisive;
      }
      if (first instanceof Boolean && second instanceof Boolean) {
        return !decisive;
      }
      if (first instanceof Failure) {
        return first;
      }
      return second instanceof Failure ? second : Failure.noOverload();
    }
  }

  /**
   * A function.
   *
   * @param overload empty when it depends on the values
   */
  record Call(String name, String overload, Functions.Function function, List<Step> arguments)
      implements Step {
    @Override
    public Object evaluate(Frame frame) {
      Object[] values = new Object[arguments.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = arguments.get(i).evaluate(frame);
        if (values[i] instanceof Failure && !name.equals("@not_strictly_false")) {
          return values[i];
        }
      }
      Object result = call(values);
      if (result == null) {
        result =
            name.equals("sum") && values[0] instanceof ListValue
                ? ListFunctions.zero(overload)
                : Overloads.none(name, values);
      }
      frame.charge(RuntimeCost.of(name, overload, values, result));
      return result;
    }

    /** What passed the type check as dyn can still be of a type the function does not take. */
    private Object call(Object[] values) {
      try {
        return function.call(values);
      } catch (ClassCastException e) {
        return null;
      }
    }
  }

  /** Whether a value is one of many constants; finding out is free. */
  record Member(Step item, List<Object> constants) implements Step {
    @Override
    public Object evaluate(Frame frame) {
      Object value = item.evaluate(frame);
      return value instanceof Failure ? value : Functions.contains(Values.list(constants), value);
    }
  }

  /** A list literal. */
  record MakeList(List<Step> items, List<Integer> optional) implements Step {
    private static final int COST = 10;

    @Override
    public Object evaluate(Frame frame) {
      List<Object> values = new ArrayList<>(items.size());
      for (int i = 0; i < items.size(); i++) {
        Object value = items.get(i).evaluate(frame);
        if (value instanceof Failure) {
          return value;
        }
        if (!optional.contains(i)) {
          values.add(value);
        } else if (value instanceof Maybe maybe && maybe.isPresent()) {
          values.add(maybe.value());
        }
      }
      frame.charge(COST);
      return Values.list(values);
    }
  }

  /** One entry of a map literal. */
  record Entry(Step key, Step value, boolean optional) {}

  /** A map literal. */
  record MakeMap(List<Entry> entries) implements Step {
    private static final int COST = 30;

    @Override
    public Object evaluate(Frame frame) {
      Map<Object, Object> values = new LinkedHashMap<>();
      for (Entry entry : entries) {
        Object key = entry.key.evaluate(frame);
        if (key instanceof Failure) {
          return key;
        }
        Object value = entry.value.evaluate(frame);
        if (value instanceof Failure) {
          return value;
        }
        if (!entry.optional) {
          values.put(key, value);
        } else if (value instanceof Maybe maybe && maybe.isPresent()) {
          values.put(key, maybe.value());
        }
      }
      frame.charge(COST);
      return new Values.Entries(values);
    }
  }

  /**
   * A comprehension.
   *
   * @param second the name of the value beside that of the index or key; empty when there is none
   */
  record Fold(
      Step range,
      String first,
      String second,
      String accumulator,
      Step start,
      Step condition,
      Step step,
      Step result)
      implements Step {
    @Override
    public Object evaluate(Frame frame) {
      Object over = range.evaluate(frame);
      if (over instanceof Failure) {
        return over;
      }
      if (!(over instanceof ListValue) && !(over instanceof MapValue)) {
        return new Failure("got '" + goType(over) + "', expected iterable type");
      }
      Frame.Variable sum = frame.enter(accumulator, start.evaluate(frame));
      try {
        if (over instanceof ListValue list) {
          for (int i = 0; i < list.size() && goesOn(frame); i++) {
            Object item = list.get(i);
            sum.set(second.isEmpty() ? one(frame, item) : two(frame, (long) i, item));
          }
        } else {
          MapValue map = (MapValue) over;
          List<Object> keys = map.keys();
          for (int i = 0; i < keys.size() && goesOn(frame); i++) {
            Object key = keys.get(i);
            sum.set(second.isEmpty() ? one(frame, key) : two(frame, key, map.find(key)));
          }
        }
        return result.evaluate(frame);
      } finally {
        frame.leave();
      }
    }

    private static String goType(Object value) {
      String name = Values.typeName(value).replace("google.protobuf.", "").replace("_type", "");
      return "types." + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private boolean goesOn(Frame frame) {
      return !Boolean.FALSE.equals(condition.evaluate(frame));
    }

    private Object one(Frame frame, Object item) {
      frame.enter(first, item);
      Object next = step.evaluate(frame);
      frame.leave();
      return next;
    }

    private Object two(Frame frame, Object key, Object item) {
      frame.enter(second, item);
      Object next = one(frame, key);
      frame.leave();
      return next;
    }
  }
}
