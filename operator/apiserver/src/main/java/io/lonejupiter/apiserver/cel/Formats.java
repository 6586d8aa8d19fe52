package io.lonejupiter.apiserver.cel;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The named formats of Kubernetes' format library and its words for what does not fit. */
enum Formats implements Libraries.Typed {
  DNS1123_LABEL("dns1123Label", "DNS1123Label", 30),
  DNS1123_SUBDOMAIN("dns1123Subdomain", "DNS1123Subdomain", 60),
  DNS1035_LABEL("dns1035Label", "DNS1035Label", 30),
  QUALIFIED_NAME("qualifiedName", "QualifiedName", 60),
  DNS1123_LABEL_PREFIX("dns1123LabelPrefix", "DNS1123LabelPrefix", 30),
  DNS1123_SUBDOMAIN_PREFIX("dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", 60),
  DNS1035_LABEL_PREFIX("dns1035LabelPrefix", "DNS1035LabelPrefix", 30),
  LABEL_VALUE("labelValue", "LabelValue", 40),
  URI("uri", "URI", 1222),
  UUID("uuid", "uuid", 77),
  BYTE("byte", "byte", 80),
  DATE("date", "date", 140),
  DATETIME("datetime", "datetime", 140);

  static final List<String> NAMES = List.of(values()).stream().map(f -> f.functionName).toList();

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final int MAX_LABEL = 63;
  private static final int MAX_SUBDOMAIN = 253;
  private static final Map<String, Pattern> PATTERNS =
      Map.of(
          LABEL, Pattern.compile(LABEL),
          SUBDOMAIN, Pattern.compile(SUBDOMAIN),
          LABEL_1035, Pattern.compile(LABEL_1035),
          NAME, Pattern.compile(NAME));
  private static final Pattern UUID_FORM =
      Pattern.compile("(?i)[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}");

  private final String functionName;
  private final String displayName;
  private final int regexSize;

  Formats(String functionName, String displayName, int regexSize) {
    this.functionName = functionName;
    this.displayName = displayName;
    this.regexSize = regexSize;
  }

  /** Null when there is none of the name. */
  static Formats named(String name) {
    for (Formats each : values()) {
      if (each.functionName.equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** What Kubernetes takes for the length of its regular expression when it counts the cost. */
  int regexSize() {
    return regexSize;
  }

  /** What is wrong with a text; empty when nothing is. */
  List<String> check(String text) {
    return switch (this) {
      case DNS1123_LABEL -> label(text);
      case DNS1123_SUBDOMAIN -> subdomain(text);
      case DNS1035_LABEL -> label1035(text);
      case DNS1123_LABEL_PREFIX -> label(withoutDash(text));
      case DNS1123_SUBDOMAIN_PREFIX -> subdomain(withoutDash(text));
      case DNS1035_LABEL_PREFIX -> label1035(withoutDash(text));
      case QUALIFIED_NAME -> qualifiedName(text);
      case LABEL_VALUE -> labelValue(text);
      case URI -> uri(text);
      case UUID -> one(UUID_FORM.matcher(text).matches(), "does not match the UUID format");
      case BYTE -> one(isBase64(text), "invalid base64");
      case DATE -> one(isDate(text), "invalid date");
      case DATETIME -> one(Text.time(text) != null, "invalid datetime");
    };
  }

  private static List<String> one(boolean right, String problem) {
    return right ? List.of() : List.of(problem);
  }

  private static String withoutDash(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 2) + "a"
        : prefix;
  }

  private static List<String> label(String text) {
    return sized(
        text,
        MAX_LABEL,
        LABEL,
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
            + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
            + " regex used for validation is '"
            + LABEL
            + "')");
  }

  private static List<String> subdomain(String text) {
    return sized(
        text,
        MAX_SUBDOMAIN,
        SUBDOMAIN,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is '"
            + SUBDOMAIN
            + "')");
  }

  private static List<String> label1035(String text) {
    return sized(
        text,
        MAX_LABEL,
        LABEL_1035,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
            + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
            + " 'abc-123', regex used for validation is '"
            + LABEL_1035
            + "')");
  }

  private static List<String> sized(String text, int limit, String pattern, String words) {
    List<String> problems = new ArrayList<>();
    if (text.length() > limit) {
      problems.add("must be no more than " + limit + " characters");
    }
    if (!PATTERNS.get(pattern).matcher(text).matches()) {
      problems.add(words);
    }
    return problems;
  }

  private static List<String> labelValue(String text) {
    List<String> problems = new ArrayList<>();
    if (text.length() > MAX_LABEL) {
      problems.add("must be no more than " + MAX_LABEL + " bytes");
    }
    if (!text.isEmpty() && !PATTERNS.get(NAME).matcher(text).matches()) {
      problems.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
              + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
              + " 'my_value',  or '12345', regex used for validation is '("
              + NAME
              + ")?')");
    }
    return problems;
  }

  private static List<String> qualifiedName(String text) {
    String words =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
            + " validation is '"
            + NAME
            + "')";
    List<String> problems = new ArrayList<>();
    String[] parts = text.split("/", -1);
    if (parts.length > 2) {
      problems.add(
          "a valid label key "
              + words
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return problems;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        problems.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0]).forEach(problem -> problems.add("prefix part " + problem));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      problems.add("name part must be non-empty");
    } else if (name.length() > MAX_LABEL) {
      problems.add("name part must be no more than " + MAX_LABEL + " bytes");
    }
    if (!PATTERNS.get(NAME).matcher(name).matches()) {
      problems.add("name part " + words);
    }
    return problems;
  }

  private static List<String> uri(String text) {
    try {
      Url.parse(text);
      return List.of();
    } catch (Url.UrlException e) {
      return List.of(e.getMessage());
    }
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return !text.isEmpty() && text.length() % 4 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return displayName;
  }

  @Override
  public String typeName() {
    return "kubernetes.NamedFormat";
  }
}
