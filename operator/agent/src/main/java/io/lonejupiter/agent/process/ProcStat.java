package io.lonejupiter.agent.process;

import java.util.Arrays;

/**
 * What {@code /proc/<pid>/stat} says of a process.
 *
 * @param state one letter; Z is a zombie, X is dead
 * @param group id of its process group
 * @param session id of its session
 * @param cpuTicks clock ticks that it used, and those that its children used which it waited for
 * @param startTime clock ticks since boot
 */
public record ProcStat(int pid, char state, int group, int session, long cpuTicks, long startTime) {
  // Counted from the field after the command name, which is number 3 in proc(5).
  private static final int GROUP = 2;
  private static final int SESSION = 3;
  private static final int FIRST_CPU_TIME = 11;
  private static final int LAST_CPU_TIME = 14;
  private static final int START_TIME = 19;

  /**
   * Reads the line. The command name stands in parentheses and may hold spaces and parentheses
   * itself, so only the last one counts.
   *
   * @throws IllegalArgumentException it is no such line
   */
  public static ProcStat parse(String line) {
    var open = line.indexOf('(');
    var close = line.lastIndexOf(')');
    if (open < 1 || close < open) {
      throw new IllegalArgumentException("no line of /proc/<pid>/stat: " + line);
    }
    var fields = line.substring(close + 1).strip().split("\\s+");
    if (fields.length <= START_TIME) {
      throw new IllegalArgumentException("a short line of /proc/<pid>/stat: " + line);
    }
    return new ProcStat(
        Integer.parseInt(line.substring(0, open).strip()),
        fields[0].charAt(0),
        Integer.parseInt(fields[GROUP]),
        Integer.parseInt(fields[SESSION]),
        cpuTicks(fields),
        Long.parseLong(fields[START_TIME]));
  }

  private static long cpuTicks(String[] fields) {
    return Arrays.stream(fields, FIRST_CPU_TIME, LAST_CPU_TIME + 1)
        .mapToLong(Long::parseLong)
        .sum();
  }

  /** A zombie has ended already and only waits for its parent. */
  public boolean alive() {
    return state != 'Z' && state != 'X' && state != 'x';
  }
}
