package io.lonejupiter.agent.process;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.model.AllocatedPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The names that an instance's command, arguments and environment may use as {@code $(NAME)}. */
public final class Variables {
  private static final Pattern USE = Pattern.compile("\\$?\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

  private Variables() {}

  /**
   * PORT, PORT_&lt;NAME&gt;, HOST, VERSION, BRANCH, APP, MAP, INSTANCE, NAMESPACE and HOST_NAME;
   * what an instance does not have (a port, a branch) is left out.
   *
   * @param address what HOST is if the assignment names none
   */
  public static Map<String, String> of(Assignment assignment, String address, String hostName) {
    var values = new LinkedHashMap<String, String>();
    var ports = ports(assignment);
    if (!ports.isEmpty()) {
      values.put("PORT", String.valueOf(ports.get(0).port()));
    }
    for (var port : ports) {
      var name = port.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
      values.put("PORT_" + name, String.valueOf(port.port()));
    }
    put(values, "HOST", assignment.address() == null ? address : assignment.address());
    put(values, "VERSION", assignment.artifact().version());
    put(values, "BRANCH", assignment.artifact().branch());
    put(values, "APP", assignment.app());
    put(values, "MAP", assignment.map());
    put(values, "INSTANCE", assignment.name());
    put(values, "NAMESPACE", assignment.namespace());
    put(values, "HOST_NAME", hostName);
    return values;
  }

  private static void put(Map<String, String> values, String name, String value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private static List<AllocatedPort> ports(Assignment assignment) {
    return assignment.ports() == null ? List.of() : assignment.ports();
  }

  /** Replaces each {@code $(NAME)}; {@code $$(NAME)} is itself without the first dollar sign. */
  public static String expand(String text, Map<String, String> values) {
    return USE.matcher(text)
        .replaceAll(
            use -> {
              var whole = use.group();
              var result =
                  whole.startsWith("$$")
                      ? whole.substring(1)
                      : values.getOrDefault(use.group(1), whole);
              return java.util.regex.Matcher.quoteReplacement(result);
            });
  }
}
