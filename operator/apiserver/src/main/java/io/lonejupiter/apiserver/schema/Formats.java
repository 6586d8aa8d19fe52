package io.lonejupiter.apiserver.schema;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The string formats that Kubernetes checks, as its library for OpenAPI formats understands them.
 * Other formats accept everything.
 */
public final class Formats {
  private static final String IPV4 =
      "((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern TIME =
      Pattern.compile("(\\d{2}):(\\d{2}):(\\d{2})(.\\d+)?(z|[+-]\\d{2}:\\d{2})");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern GO_DURATION =
      Pattern.compile("[-+]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)");
  private static final Pattern WORDED_DURATION = Pattern.compile("(\\d+)\\s*([A-Za-zµ]+)");
  private static final List<List<String>> UNITS =
      List.of(
          List.of("ns", "nano"),
          List.of("us", "µs", "micro"),
          List.of("ms", "milli"),
          List.of("s", "sec"),
          List.of("m", "min"),
          List.of("h", "hr", "hour"),
          List.of("d", "day"),
          List.of("w", "wk", "week"));
  private static final Pattern URI =
      Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*:[^\\x00-\\x1f\\x7f]*|/[^\\x00-\\x1f\\x7f]*|\\*");
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\x{80}-\\x{10ffff}]+";
  private static final String ADDRESS =
      "(" + ATOM + "(\\." + ATOM + ")*|\"[^\"]*\")@(" + ATOM + "(\\." + ATOM + ")*|\\[[^\\]]*\\])";
  private static final String WORD = "[\\p{L}\\p{N}\\p{M}!#$%&'*+/=?^_`{|}~\\-. ]";

  private static final Map<String, Predicate<String>> CHECKS =
      Map.ofEntries(
          Map.entry("bsonobjectid", matches("[0-9a-fA-F]{24}")),
          Map.entry("uri", text -> URI.matcher(text).matches() && !brokenEscape(text)),
          Map.entry(
              "email",
              matches(
                  "\\s*"
                      + ADDRESS
                      + "\\s*|\\s*("
                      + WORD
                      + "*|\"[^\"]*\")\\s*<"
                      + ADDRESS
                      + ">\\s*")),
          Map.entry("hostname", Formats::isHostname),
          Map.entry("ipv4", matches(IPV4 + "|(?i)::ffff:" + IPV4)),
          Map.entry("ipv6", Formats::isIpv6),
          Map.entry("cidr", Formats::isCidr),
          Map.entry(
              "mac",
              matches(
                  "(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}|[0-9a-f]{2}(:[0-9a-f]{2}){7}"
                      + "|[0-9a-f]{2}(:[0-9a-f]{2}){19}|[0-9a-f]{2}(-[0-9a-f]{2}){5}"
                      + "|[0-9a-f]{2}(-[0-9a-f]{2}){7}|[0-9a-f]{2}(-[0-9a-f]{2}){19}"
                      + "|[0-9a-f]{4}(\\.[0-9a-f]{4}){2}|[0-9a-f]{4}(\\.[0-9a-f]{4}){3}"
                      + "|[0-9a-f]{4}(\\.[0-9a-f]{4}){9}")),
          Map.entry("uuid", uuid("[0-9a-f]", "[0-9a-f]")),
          Map.entry("uuid3", uuid("3", "[0-9a-f]")),
          Map.entry("uuid4", uuid("4", "[89ab]")),
          Map.entry("uuid5", uuid("5", "[89ab]")),
          Map.entry("isbn", text -> isIsbn10(text) || isIsbn13(text)),
          Map.entry("isbn10", Formats::isIsbn10),
          Map.entry("isbn13", Formats::isIsbn13),
          Map.entry("creditcard", Formats::isCreditCard),
          Map.entry("ssn", matches("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
          Map.entry("hexcolor", matches("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
          Map.entry("rgbcolor", matches(rgb())),
          Map.entry(
              "byte",
              matches(
                  "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})")),
          Map.entry("password", text -> true),
          Map.entry("date", Formats::isDate),
          Map.entry("duration", Formats::isDuration),
          Map.entry("datetime", Formats::isDateTime),
          Map.entry(
              "quantity",
              matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?")),
          Map.entry("k8sshortname", text -> text.length() <= 63 && text.matches(LABEL)),
          Map.entry(
              "k8slongname",
              text -> text.length() <= 253 && text.matches(LABEL + "(\\." + LABEL + ")*")));

  private Formats() {}

  /** Whether Kubernetes knows the format for values of the type. */
  public static boolean isRecognized(String type, String format) {
    return switch (type) {
      case "integer" -> format.equals("int32") || format.equals("int64");
      case "number" -> format.equals("float") || format.equals("double");
      default -> isKnown(format) && !format.equals("quantity");
    };
  }

  /** Whether texts of the format are checked at all. */
  static boolean isKnown(String format) {
    return CHECKS.containsKey(normal(format));
  }

  static boolean accepts(String format, String text) {
    Predicate<String> check = CHECKS.get(normal(format));
    return check == null || check.test(text);
  }

  private static String normal(String format) {
    return format.replace("-", "");
  }

  private static Predicate<String> matches(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return text -> compiled.matcher(text).matches();
  }

  private static Predicate<String> uuid(String third, String fourth) {
    return matches(
        "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?"
            + third
            + "[0-9a-f]{3}-?"
            + fourth
            + "[0-9a-f]{3}-?[0-9a-f]{12}");
  }

  private static String rgb() {
    String part = "(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])";
    return "rgb\\(\\s*" + part + "\\s*,\\s*" + part + "\\s*,\\s*" + part + "\\s*\\)";
  }

  private static boolean brokenEscape(String text) {
    return Pattern.compile("%(?![0-9a-fA-F]{2})").matcher(text.split("\\?", 2)[0]).find();
  }

  private static boolean isDate(String text) {
    try {
      return DATE.matcher(text).matches() && LocalDate.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isDateTime(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("t", -1);
    if (text.length() < 4 || parts.length < 2 || !isDate(parts[0])) {
      return false;
    }
    Matcher time = TIME.matcher(parts[1]);
    return time.matches()
        && time.group(1).compareTo("23") <= 0
        && time.group(2).compareTo("59") <= 0
        && time.group(3).compareTo("59") <= 0;
  }

  private static boolean isDuration(String text) {
    if (GO_DURATION.matcher(text).matches()) {
      return true;
    }
    Matcher parts = WORDED_DURATION.matcher(text);
    while (parts.find()) {
      String unit = parts.group(2).toLowerCase(Locale.ROOT);
      for (List<String> names : UNITS) {
        if (names.contains(unit) || unit.startsWith(names.get(names.size() - 1))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isHostname(String text) {
    String c = "[a-zA-Z0-9\\p{S}\\p{L}]";
    String inner = "[a-zA-Z0-9\\-\\p{S}\\p{L}]";
    boolean shaped =
        text.matches(
            "("
                + c
                + "(-?"
                + c
                + "{0,62})?)|("
                + c
                + "("
                + inner
                + "{0,61}"
                + c
                + ")?\\.)+"
                + c
                + "(-?"
                + c
                + "){1,62}");
    if (!shaped || text.length() > 255) {
      return false;
    }
    return List.of(text.split("\\.")).stream().allMatch(part -> part.length() <= 63);
  }

  private static boolean isIpv6(String text) {
    if (!text.contains(":") || text.contains("%") || text.contains(":::")) {
      return false;
    }
    String hexed = text;
    int lastColon = text.lastIndexOf(':');
    if (text.indexOf('.') >= 0) {
      if (!text.substring(lastColon + 1).matches(IPV4)) {
        return false;
      }
      hexed = text.substring(0, lastColon + 1) + "0:0";
    }
    int gap = hexed.indexOf("::");
    if (gap >= 0 && hexed.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    String group = "[0-9a-fA-F]{1,4}";
    if (gap < 0) {
      return hexed.matches(group + "(:" + group + "){7}");
    }
    String[] sides = {hexed.substring(0, gap), hexed.substring(gap + 2)};
    int groups = 0;
    for (String side : sides) {
      if (!side.isEmpty()) {
        if (!side.matches(group + "(:" + group + ")*")) {
          return false;
        }
        groups += side.split(":").length;
      }
    }
    return groups <= 7;
  }

  private static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
      return false;
    }
    int bits = Integer.parseInt(text.substring(slash + 1));
    String address = text.substring(0, slash);
    return address.matches(IPV4) && bits <= 32 || isIpv6(address) && bits <= 128;
  }

  private static boolean isIsbn10(String text) {
    String digits = text.replaceAll("[\\s-]+", "");
    if (!digits.matches("[0-9]{9}X|[0-9]{10}")) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += (i + 1) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
    }
    return sum % 11 == 0;
  }

  private static boolean isIsbn13(String text) {
    String digits = text.replaceAll("[\\s-]+", "");
    if (!digits.matches("[0-9]{13}")) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
    }
    return (digits.charAt(12) - '0' - (10 - sum % 10) % 10) == 0;
  }

  private static boolean isCreditCard(String text) {
    String digits = text.replaceAll("[^0-9]+", "");
    if (!digits.matches(
        "4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}"
            + "|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35\\d{3})\\d{11}")) {
      return false;
    }
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      int counted = twice ? digit * 2 : digit;
      sum += counted > 9 ? counted - 9 : counted;
      twice = !twice;
    }
    return sum % 10 == 0;
  }
}
