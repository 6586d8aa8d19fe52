package io.lonejupiter.agent.log;

import java.util.Arrays;

/**
 * When the logs of an instance had grown to which size. A byte arrived at the first time noted at
 * which the log reached beyond it. Only so many notes are kept: the older half is thinned to every
 * second one when there are too many, so that stamps become coarser with age, by about a thousandth
 * of it. Not safe for use by several threads.
 */
final class ArrivalTimes {
  static final int MOST = 4_096;

  /** The newest notes, which are not thinned. */
  private static final int EXACT = 1_024;

  /** Older notes lie this part of their age apart. */
  private static final int FINENESS = 100;

  private long[] times = new long[64];
  private long[] stdout = new long[64];
  private long[] stderr = new long[64];
  private int count;

  /** Notes the sizes at a time in epoch milliseconds, not before the last one. */
  void add(long time, Offsets sizes) {
    if (count == MOST) {
      thin();
    } else if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      stdout = Arrays.copyOf(stdout, 2 * count);
      stderr = Arrays.copyOf(stderr, 2 * count);
    }
    // A clock that is set back does not make lines older than the ones before them.
    times[count] = count == 0 ? time : Math.max(time, times[count - 1]);
    stdout[count] = sizes.stdout();
    stderr[count] = sizes.stderr();
    count++;
  }

  /** From the newest back, drops notes that lie too close to the one kept before for their age. */
  private void thin() {
    var now = times[count - 1];
    var kept = MOST - 1;
    var later = now;
    for (var i = count - 1; i >= 0; i--) {
      if (i >= count - EXACT || (later - times[i]) * FINENESS >= now - later && later > times[i]) {
        later = times[i];
        times[kept] = times[i];
        stdout[kept] = stdout[i];
        stderr[kept] = stderr[i];
        kept--;
      }
    }
    count = MOST - 1 - kept;
    System.arraycopy(times, kept + 1, times, 0, count);
    System.arraycopy(stdout, kept + 1, stdout, 0, count);
    System.arraycopy(stderr, kept + 1, stderr, 0, count);
    if (count > MOST / 2 + EXACT) {
      // More ages than there are years for; the oldest go.
      var gone = count - MOST / 2;
      count -= gone;
      System.arraycopy(times, gone, times, 0, count);
      System.arraycopy(stdout, gone, stdout, 0, count);
      System.arraycopy(stderr, gone, stderr, 0, count);
    }
  }

  /** When the byte before an offset arrived; the last time noted if that is not known yet. */
  long timeOf(Channel channel, long offset) {
    if (count == 0) {
      return 0;
    }
    var found = Arrays.binarySearch(offsets(channel), 0, count, offset);
    var at = found < 0 ? -found - 1 : first(offsets(channel), found);
    return times[Math.min(at, count - 1)];
  }

  private static int first(long[] sorted, int at) {
    var first = at;
    while (first > 0 && sorted[first - 1] == sorted[at]) {
      first--;
    }
    return first;
  }

  /** Everything before this offset arrived before the time. */
  long offsetSince(Channel channel, long time) {
    var found = Arrays.binarySearch(times, 0, count, time);
    var at = found < 0 ? -found - 1 : first(times, found);
    return at == 0 ? 0 : offsets(channel)[at - 1];
  }

  private long[] offsets(Channel channel) {
    return channel == Channel.STDOUT ? stdout : stderr;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  long time(int index) {
    return times[index];
  }

  Offsets sizes(int index) {
    return new Offsets(stdout[index], stderr[index]);
  }

  /** The sizes last noted. */
  Offsets last() {
    return count == 0 ? Offsets.ZERO : sizes(count - 1);
  }
}
