package io.lonejupiter.router.haproxy;

import io.lonejupiter.router.haproxy.Rows.Row;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What workers count.
 *
 * @param sessions backend or server ({@code s0}, {@code s0/i1}) to its open and queued requests and
 *     tunnels, in all workers
 * @param requests backend or server to what the serving worker has given it since it started
 * @param kept server to the users who are kept on it and have no request open, of those that were
 *     asked about
 * @param workerPid of the serving worker
 */
public record Counts(
    Map<String, Integer> sessions,
    Map<String, Answered> requests,
    Map<String, Integer> kept,
    long workerPid) {
  private static final String[] COLUMNS = {
    "pxname", "svname", "qcur", "scur", "stot", "hrsp_5xx", "rtime"
  };

  /**
   * What a backend was given.
   *
   * @param errors those that were answered with a status of 500 and above
   * @param millis until an answer began, HAProxy's moving mean of about the last {@link #WINDOW}
   */
  public record Answered(long requests, long errors, int millis) {
    public static final Answered NONE = new Answered(0, 0, 0);

    /** {@code TIME_STATS_SAMPLES} of HAProxy. */
    private static final long WINDOW = 512;

    private static final double LEAST_FADED = 0.85;

    private static Answered of(Row row) {
      return new Answered(
          Long.parseLong(row.get("stot")), number(row.get("hrsp_5xx")), number(row.get("rtime")));
    }

    /** What has come since then. */
    public Answered since(Answered before) {
      return new Answered(requests - before.requests, errors - before.errors, millis);
    }

    /**
     * Milliseconds until an answer began, the mean of these requests alone. In a moving mean those
     * before them fade away only by and by: each request takes a 512th of it, once there were so
     * many.
     *
     * @param before all that the same backend had been given before them
     */
    public int millisSince(Answered before) {
      if (before.requests == 0 || requests == 0) {
        return millis;
      }
      var old = Math.min(WINDOW, before.requests);
      var alone = Math.min(requests, WINDOW - old);
      var share =
          (double) old / (old + alone) * Math.pow(1 - 1.0 / WINDOW, (double) requests - alone);
      // The mean is in whole milliseconds: of a few requests nothing can be taken out of it.
      return share > LEAST_FADED
          ? millis
          : (int) Math.max(0, Math.round((millis - share * before.millis) / (1 - share)));
    }

    public Answered plus(Answered other) {
      return new Answered(requests + other.requests, errors + other.errors, other.millis);
    }
  }

  /** Of one table after the other. */
  static Counts requests(String tables, long workerPid) {
    var requests = new HashMap<String, Answered>();
    if (!tables.isEmpty()) {
      for (var row : Rows.commaSeparated(tables, COLUMNS)) {
        if (row.get("svname").equals("BACKEND")) {
          requests.put(row.get("pxname"), Answered.of(row));
        }
      }
    }
    return new Counts(Map.of(), Map.copyOf(requests), Map.of(), workerPid);
  }

  static Counts of(
      String current, Iterable<String> former, Map<String, Integer> kept, long workerPid) {
    var sessions = new HashMap<String, Integer>();
    var requests = new HashMap<String, Answered>();
    for (var row : Rows.commaSeparated(current, COLUMNS)) {
      requests.put(name(row), Answered.of(row));
      addSessions(row, sessions);
    }
    for (var table : former) {
      Rows.commaSeparated(table, COLUMNS).forEach(row -> addSessions(row, sessions));
    }
    return new Counts(
        Collections.unmodifiableMap(sessions),
        Collections.unmodifiableMap(requests),
        Map.copyOf(kept),
        workerPid);
  }

  private static void addSessions(Row row, Map<String, Integer> sessions) {
    sessions.merge(name(row), number(row.get("scur")) + number(row.get("qcur")), Integer::sum);
  }

  private static String name(Row row) {
    return row.get("svname").equals("BACKEND")
        ? row.get("pxname")
        : row.get("pxname") + "/" + row.get("svname");
  }

  private static int number(String cell) {
    return cell.isEmpty() ? 0 : Integer.parseInt(cell);
  }

  public int kept(String name) {
    return kept.getOrDefault(name, 0);
  }

  public int sessions(String name) {
    return sessions.getOrDefault(name, 0);
  }
}
