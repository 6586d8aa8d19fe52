package io.lonejupiter.core.scale;

import io.lonejupiter.model.AutoscaleWindow;
import io.lonejupiter.model.Weekday;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** Times of the day that need more instances. Pure. */
public final class Schedule {
  private Schedule() {}

  /** The most that a window asks for now; 0 if none is open. */
  public static int min(List<AutoscaleWindow> windows, Instant now) {
    return windows == null
        ? 0
        : windows.stream()
            .filter(window -> isOpen(window, now))
            .mapToInt(AutoscaleWindow::min)
            .max()
            .orElse(0);
  }

  static boolean isOpen(AutoscaleWindow window, Instant now) {
    var zone = window.timeZone() == null ? ZoneOffset.UTC : ZoneId.of(window.timeZone());
    var local = now.atZone(zone);
    var time = local.toLocalTime();
    var from = LocalTime.parse(window.from());
    var to = LocalTime.parse(window.to());
    if (from.isBefore(to)) {
      return isOn(window, local) && !time.isBefore(from) && time.isBefore(to);
    }
    return isOn(window, local) && !time.isBefore(from)
        || isOn(window, local.minusDays(1)) && time.isBefore(to);
  }

  private static boolean isOn(AutoscaleWindow window, ZonedDateTime day) {
    return window.days() == null
        || window.days().contains(Weekday.values()[day.getDayOfWeek().ordinal()]);
  }

  /** Whether this machine knows a time zone of that name. */
  public static boolean isZone(String name) {
    try {
      ZoneId.of(name);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
