package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Functions.Function;
import io.lonejupiter.apiserver.cel.Values.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Timestamps and durations. */
final class TimeFunctions {
  private static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final int DAYS_OF_WEEK = 7;

  private TimeFunctions() {}

  static void register(Map<String, Function> all) {
    all.put("duration", a -> duration(a[0]));
    all.put("timestamp", a -> timestamp(a[0]));
    all.put("getFullYear", a -> part(a, ZonedDateTime::getYear, null));
    all.put("getMonth", a -> part(a, t -> t.getMonthValue() - 1, null));
    all.put("getDate", a -> part(a, ZonedDateTime::getDayOfMonth, null));
    all.put("getDayOfMonth", a -> part(a, t -> t.getDayOfMonth() - 1, null));
    all.put("getDayOfWeek", a -> part(a, t -> t.getDayOfWeek().getValue() % DAYS_OF_WEEK, null));
    all.put("getDayOfYear", a -> part(a, t -> t.getDayOfYear() - 1, null));
    all.put("getHours", a -> part(a, ZonedDateTime::getHour, Duration::toHours));
    all.put("getMinutes", a -> part(a, ZonedDateTime::getMinute, Duration::toMinutes));
    all.put("getSeconds", a -> part(a, ZonedDateTime::getSecond, TimeFunctions::seconds));
    all.put("getMilliseconds", a -> part(a, t -> t.getNano() / 1_000_000, Duration::toMillis));
  }

  private static long seconds(Duration duration) {
    return duration.toNanos() / 1_000_000_000L;
  }

  private static Object part(
      Object[] a, ToLongFunction<ZonedDateTime> ofTime, ToLongFunction<Duration> ofDuration) {
    if (a[0] instanceof Duration duration) {
      return ofDuration == null || a.length > 1 ? null : ofDuration.applyAsLong(duration);
    }
    if (!(a[0] instanceof Instant time)) {
      return null;
    }
    if (a.length == 1) {
      return ofTime.applyAsLong(time.atZone(ZoneOffset.UTC));
    }
    try {
      String zone = (String) a[1];
      ZoneId id = zone.matches("\\d\\d:\\d\\d") ? ZoneOffset.of("+" + zone) : ZoneId.of(zone);
      return ofTime.applyAsLong(time.atZone(id));
    } catch (DateTimeException e) {
      return new Failure("unknown time zone " + a[1]);
    }
  }

  private static Object duration(Object value) {
    if (value instanceof String text) {
      Duration duration = Text.duration(text);
      return duration == null
          ? Functions.cannotConvert(value, "google.protobuf.Duration")
          : duration;
    }
    if (value instanceof Long nanos) {
      return Duration.ofNanos(nanos);
    }
    return value instanceof Duration ? value : null;
  }

  private static Object timestamp(Object value) {
    if (value instanceof String text) {
      Instant time = Text.time(text);
      return time == null
          ? new Failure("invalid RFC 3339 timestamp " + FormatString.quoted(text))
          : time;
    }
    if (value instanceof Long seconds) {
      try {
        return inRange(Instant.ofEpochSecond(seconds));
      } catch (DateTimeException e) {
        return new Failure("timestamp overflow");
      }
    }
    return value instanceof Instant ? value : null;
  }

  static Object inRange(Instant time) {
    return time.isBefore(MIN) || time.isAfter(MAX) ? new Failure("timestamp overflow") : time;
  }
}
