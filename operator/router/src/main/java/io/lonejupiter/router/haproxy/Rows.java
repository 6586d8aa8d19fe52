package io.lonejupiter.router.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** HAProxy's tables as rows by the names in their head line. Pure. */
final class Rows {
  private Rows() {}

  /** {@code show servers state}: columns with spaces between. */
  static List<Map<String, String>> spaced(String table) {
    return rows(table, " ");
  }

  /** {@code show stat}. */
  static List<Map<String, String>> commaSeparated(String table) {
    return rows(table, ",");
  }

  private static List<Map<String, String>> rows(String table, String separator) {
    var rows = new ArrayList<Map<String, String>>();
    String[] names = null;
    for (var line : table.lines().filter(text -> !text.isBlank()).toList()) {
      if (line.startsWith("# ")) {
        names = line.substring(2).split(separator);
      } else if (names != null) {
        var cells = line.split(separator, -1);
        if (cells.length < names.length) {
          throw new ProxyException("HAProxy's table has a short line: '" + line + "'");
        }
        var row = new HashMap<String, String>();
        for (var column = 0; column < names.length; column++) {
          row.put(names[column], cells[column]);
        }
        rows.add(row);
      }
    }
    if (names == null) {
      throw new ProxyException("HAProxy answered no table: '" + table.strip() + "'");
    }
    return rows;
  }
}
