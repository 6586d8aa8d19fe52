package io.lonejupiter.router.haproxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * HAProxy's tables as rows by the names in their head line. Only the columns that are asked for, as
 * there are about a hundred of them and a row for each server. Pure.
 */
final class Rows {
  private static final int NOT_ASKED = -1;

  private final String table;
  private final char separator;
  private final List<String> columns;

  /** For each column of a line the number of the one asked for, or {@link #NOT_ASKED}. */
  private int[] wanted;

  /** Whether nothing need follow the last of the columns. */
  private boolean toTheEnd;

  /** One line; a cell is cut out when it is asked for. */
  static final class Row {
    private final Rows of;

    /** Where each cell begins and ends. */
    private final int[] bounds;

    private Row(Rows of, int... bounds) {
      this.of = of;
      this.bounds = bounds;
    }

    /**
     * @param column one of those that the table was read for
     */
    String get(String column) {
      var number = of.columns.indexOf(column);
      return of.table.substring(bounds[2 * number], bounds[2 * number + 1]);
    }
  }

  private Rows(String table, char separator, String... columns) {
    this.table = table;
    this.separator = separator;
    this.columns = List.of(columns);
  }

  /** {@code show servers state}: columns with spaces between. */
  static List<Row> spaced(String table, String... columns) {
    return new Rows(table, ' ', columns).read();
  }

  /** {@code show stat}. */
  static List<Row> commaSeparated(String table, String... columns) {
    return new Rows(table, ',', columns).read();
  }

  private List<Row> read() {
    var rows = new ArrayList<Row>();
    for (int start = 0, end; start < table.length(); start = end + 1) {
      end = table.indexOf('\n', start);
      end = end < 0 ? table.length() : end;
      if (table.startsWith("# ", start)) {
        head(table.substring(start + 2, end).split(String.valueOf(separator)));
      } else if (wanted != null && !isBlank(start, end)) {
        rows.add(row(start, end));
      }
    }
    if (wanted == null) {
      throw new ProxyException("HAProxy answered no table: '" + table.strip() + "'");
    }
    return rows;
  }

  private boolean isBlank(int start, int end) {
    for (var at = start; at < end; at++) {
      if (!Character.isWhitespace(table.charAt(at))) {
        return false;
      }
    }
    return true;
  }

  private void head(String... all) {
    var names = Arrays.asList(all);
    var last = columns.stream().mapToInt(names::indexOf).max().orElse(NOT_ASKED);
    if (!names.containsAll(columns)) {
      throw new ProxyException("HAProxy's table lacks one of " + columns);
    }
    wanted = names.stream().limit(last + 1L).mapToInt(columns::indexOf).toArray();
    toTheEnd = wanted.length == all.length;
  }

  private Row row(int start, int lineEnd) {
    var bounds = new int[2 * columns.size()];
    var begin = start;
    for (var column = 0; column < wanted.length; column++) {
      var end = begin > lineEnd ? -1 : table.indexOf(separator, begin);
      if (end < 0 || end > lineEnd) {
        if (begin > lineEnd || !toTheEnd || column < wanted.length - 1) {
          throw new ProxyException(
              "HAProxy's table has a short line: '" + table.substring(start, lineEnd) + "'");
        }
        end = lineEnd;
      }
      if (wanted[column] != NOT_ASKED) {
        bounds[2 * wanted[column]] = begin;
        bounds[2 * wanted[column] + 1] = end;
      }
      begin = end + 1;
    }
    return new Row(this, bounds);
  }
}
