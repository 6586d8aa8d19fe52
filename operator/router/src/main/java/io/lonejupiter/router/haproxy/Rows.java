package io.lonejupiter.router.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * HAProxy's tables as rows by the names in their head line. Only the columns that are asked for, as
 * there are about a hundred of them and a row for each server. Pure.
 */
final class Rows {
  private Rows() {}

  /** {@code show servers state}: columns with spaces between. */
  static List<Map<String, String>> spaced(String table, String... columns) {
    return rows(table, ' ', columns);
  }

  /** {@code show stat}. */
  static List<Map<String, String>> commaSeparated(String table, String... columns) {
    return rows(table, ',', columns);
  }

  private static List<Map<String, String>> rows(String table, char separator, String... columns) {
    var rows = new ArrayList<Map<String, String>>();
    String[] names = null;
    var toTheEnd = false;
    for (var line : table.lines().filter(text -> !text.isBlank()).toList()) {
      if (line.startsWith("# ")) {
        var all = line.substring(2).split(String.valueOf(separator));
        names = names(all, columns);
        toTheEnd = names.length == all.length;
      } else if (names != null) {
        rows.add(row(line, separator, toTheEnd, names));
      }
    }
    if (names == null) {
      throw new ProxyException("HAProxy answered no table: '" + table.strip() + "'");
    }
    return rows;
  }

  /** What each column is called, null where it is not asked for; ends with the last that is. */
  private static String[] names(String[] all, String... columns) {
    var places = Arrays.stream(columns).map(Arrays.asList(all)::indexOf).toList();
    if (places.contains(-1)) {
      throw new ProxyException("HAProxy's table lacks one of " + List.of(columns));
    }
    var names = new String[places.stream().mapToInt(Integer::intValue).max().orElse(-1) + 1];
    places.forEach(place -> names[place] = all[place]);
    return names;
  }

  /**
   * @param toTheEnd whether nothing need follow the last of the columns
   */
  private static Map<String, String> row(
      String line, char separator, boolean toTheEnd, String... names) {
    var row = new HashMap<String, String>();
    var start = 0;
    for (var column = 0; column < names.length; column++) {
      var end = start > line.length() ? -1 : line.indexOf(separator, start);
      if (end < 0) {
        if (start > line.length() || !toTheEnd || column < names.length - 1) {
          throw new ProxyException("HAProxy's table has a short line: '" + line + "'");
        }
        end = line.length();
      }
      if (names[column] != null) {
        row.put(names[column], line.substring(start, end));
      }
      start = end + 1;
    }
    return row;
  }
}
