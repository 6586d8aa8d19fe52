package io.lonejupiter.router;

import io.lonejupiter.tools.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Keep-alive load by wrk, which never sends a request again and counts every failed one. */
final class Wrk {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern SOCKET_ERRORS =
      Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  private final Process process;

  private Wrk(Process process) {
    this.process = process;
  }

  static Wrk start(Tool wrk, String url, int seconds) {
    try {
      return new Wrk(
          wrk.command("-t1", "-c20", "-d" + seconds + "s", url).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Waits for its end. */
  Result result() {
    try {
      var output = new String(process.getInputStream().readAllBytes());
      process.waitFor();
      return new Result(
          sum(REQUESTS, output), sum(SOCKET_ERRORS, output) + sum(BAD_STATUS, output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  record Result(long requests, long failed) {}

  private static long sum(Pattern pattern, String output) {
    var sum = 0L;
    var matcher = pattern.matcher(output);
    if (matcher.find()) {
      for (var group = 1; group <= matcher.groupCount(); group++) {
        sum += Long.parseLong(matcher.group(group));
      }
    }
    return sum;
  }
}
