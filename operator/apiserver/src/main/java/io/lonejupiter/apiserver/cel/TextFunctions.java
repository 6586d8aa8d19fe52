package io.lonejupiter.apiserver.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.lonejupiter.apiserver.cel.Functions.Function;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Strings and regular expressions. Positions count characters, not the units of UTF-16. */
final class TextFunctions {
  private static final String SPACES = "[\\p{IsWhite_Space}]";

  private TextFunctions() {}

  static void register(Map<String, Function> all) {
    all.put("startsWith", a -> both(a) ? text(a, 0).startsWith(text(a, 1)) : null);
    all.put("endsWith", a -> both(a) ? text(a, 0).endsWith(text(a, 1)) : null);
    all.put("contains", a -> both(a) ? text(a, 0).contains(text(a, 1)) : null);
    all.put("matches", a -> both(a) ? matches(text(a, 0), text(a, 1)) : null);
    all.put("find", a -> both(a) ? find(text(a, 0), text(a, 1)) : null);
    all.put("findAll", a -> both(a) ? findAll(a) : null);
    all.put("charAt", a -> charAt(text(a, 0), (Long) a[1]));
    all.put("lowerAscii", a -> cased(text(a, 0), 'A', 'Z', 'a' - 'A'));
    all.put("upperAscii", a -> cased(text(a, 0), 'a', 'z', 'A' - 'a'));
    all.put("replace", TextFunctions::replace);
    all.put("split", TextFunctions::split);
    all.put("substring", TextFunctions::substring);
    all.put("trim", a -> text(a, 0).replaceAll("^" + SPACES + "+|" + SPACES + "+$", ""));
    all.put("join", TextFunctions::join);
    all.put(
        "format",
        a ->
            a[0] instanceof String format && a[1] instanceof ListValue list
                ? FormatString.format(format, list)
                : null);
    all.put("strings.quote", a -> FormatString.quoted(text(a, 0)));
    all.put("indexOf", a -> a[0] instanceof String ? indexOf(a) : ListFunctions.indexOf(a, false));
    all.put(
        "lastIndexOf",
        a -> a[0] instanceof String ? lastIndexOf(a) : ListFunctions.indexOf(a, true));
  }

  private static boolean both(Object[] a) {
    return a[0] instanceof String && a[1] instanceof String;
  }

  private static String text(Object[] arguments, int index) {
    return (String) arguments[index];
  }

  private static Object matches(String text, String pattern) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return new Failure(e.getMessage());
    }
  }

  private static Object find(String text, String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      return matcher.find() ? matcher.group() : "";
    } catch (PatternSyntaxException e) {
      return new Failure("Illegal regex: " + e.getMessage());
    }
  }

  private static Object findAll(Object[] a) {
    long limit = a.length > 2 ? (Long) a[2] : -1;
    try {
      Matcher matcher = Pattern.compile(text(a, 1)).matcher(text(a, 0));
      List<String> found = new ArrayList<>();
      int last = -1;
      while ((limit < 0 || found.size() < limit) && matcher.find()) {
        // Go leaves out an empty match that touches the one before.
        if (matcher.end() > matcher.start() || matcher.start() != last) {
          found.add(matcher.group());
        }
        last = matcher.end();
      }
      return Values.list(found);
    } catch (PatternSyntaxException e) {
      return new Failure("Illegal regex: " + e.getMessage());
    }
  }

  private static Failure outOfRange(long index) {
    return new Failure("index out of range: " + index);
  }

  private static Object charAt(String text, long index) {
    int[] characters = text.codePoints().toArray();
    if (index < 0 || index > characters.length) {
      return outOfRange(index);
    }
    return index == characters.length ? "" : Character.toString(characters[(int) index]);
  }

  private static String cased(String text, char first, char last, int distance) {
    char[] letters = text.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] >= first && letters[i] <= last) {
        letters[i] += (char) distance;
      }
    }
    return new String(letters);
  }

  private static Object replace(Object[] a) {
    String text = text(a, 0);
    String old = text(a, 1);
    long limit = a.length > 3 ? (Long) a[3] : -1;
    StringBuilder replaced = new StringBuilder();
    int at = 0;
    long count = 0;
    while (limit < 0 || count < limit) {
      int next;
      if (old.isEmpty()) {
        next = count == 0 ? 0 : at < text.length() ? text.offsetByCodePoints(at, 1) : -1;
      } else {
        next = text.indexOf(old, at);
      }
      if (next < 0) {
        break;
      }
      replaced.append(text, at, next).append(text(a, 2));
      at = next + old.length();
      count++;
    }
    return replaced.append(text.substring(at)).toString();
  }

  private static Object split(Object[] a) {
    String text = text(a, 0);
    String separator = text(a, 1);
    long limit = a.length > 2 ? (Long) a[2] : -1;
    List<String> parts = new ArrayList<>();
    if (limit == 0) {
      return Values.list(parts);
    }
    int at = 0;
    while (limit < 0 || parts.size() < limit - 1) {
      int next =
          separator.isEmpty()
              ? (at < text.length() ? text.offsetByCodePoints(at, 1) : -1)
              : text.indexOf(separator, at);
      if (next < 0 || separator.isEmpty() && next == text.length()) {
        break;
      }
      parts.add(text.substring(at, next));
      at = next + separator.length();
    }
    if (!separator.isEmpty() || at < text.length()) {
      parts.add(text.substring(at));
    }
    return Values.list(parts);
  }

  private static Object substring(Object[] a) {
    int[] characters = text(a, 0).codePoints().toArray();
    long start = (Long) a[1];
    long end = a.length > 2 ? (Long) a[2] : characters.length;
    if (a.length > 2 && start > end) {
      return new Failure("invalid substring range. start: " + start + ", end: " + end);
    }
    if (start < 0 || start > characters.length) {
      return outOfRange(start);
    }
    if (end < 0 || end > characters.length) {
      return outOfRange(end);
    }
    return new String(characters, (int) start, (int) (end - start));
  }

  private static Object join(Object[] a) {
    if (!(a[0] instanceof ListValue list)) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof String text)) {
        return null;
      }
      texts.add(text);
    }
    return String.join(a.length > 1 ? text(a, 1) : "", texts);
  }

  private static Object indexOf(Object[] a) {
    int[] text = text(a, 0).codePoints().toArray();
    int[] part = text(a, 1).codePoints().toArray();
    long from = a.length > 2 ? (Long) a[2] : 0;
    if (part.length == 0) {
      return from;
    }
    if (a.length > 2 && from < 0) {
      return outOfRange(from);
    }
    if (from < 0 || from >= text.length) {
      return -1L;
    }
    for (int i = (int) from; i <= text.length - part.length; i++) {
      if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return (long) i;
      }
    }
    return -1L;
  }

  private static Object lastIndexOf(Object[] a) {
    int[] text = text(a, 0).codePoints().toArray();
    int[] part = text(a, 1).codePoints().toArray();
    if (part.length == 0) {
      return a.length > 2 ? a[2] : (Object) (long) text.length;
    }
    long from = a.length > 2 ? (Long) a[2] : text.length - 1;
    if (a.length > 2 && from < 0) {
      return outOfRange(from);
    }
    if (from < 0 || from >= text.length) {
      return -1L;
    }
    for (int i = (int) Math.min(from, text.length - part.length); i >= 0; i--) {
      if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return (long) i;
      }
    }
    return -1L;
  }
}
