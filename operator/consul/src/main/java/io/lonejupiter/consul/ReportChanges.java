package io.lonejupiter.consul;

import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.document.RouterReport.DrainCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What two reports of one router, null where there is none, say differently. */
final class ReportChanges {
  private ReportChanges() {}

  /** Ids of the routes of which they do. */
  static List<String> routes(RouterReport before, RouterReport after) {
    return differing(ofRoutes(before), ofRoutes(after));
  }

  /** Ids of the instances whose drain they count differently. */
  static List<String> drains(RouterReport before, RouterReport after) {
    return differing(ofDrains(before), ofDrains(after));
  }

  private static List<String> differing(Map<String, ?> before, Map<String, ?> after) {
    var ids = new HashSet<>(before.keySet());
    ids.addAll(after.keySet());
    return ids.stream().filter(id -> !Objects.equals(before.get(id), after.get(id))).toList();
  }

  private static Map<String, DrainCount> ofDrains(RouterReport report) {
    return report == null || report.draining() == null ? Map.of() : report.draining();
  }

  private static Map<String, List<Object>> ofRoutes(RouterReport report) {
    var said = new HashMap<String, List<Object>>();
    if (report != null) {
      for (var part : Arrays.asList(report.applied(), report.errors(), report.backends())) {
        if (part != null) {
          part.forEach((id, what) -> said.computeIfAbsent(id, k -> new ArrayList<>()).add(what));
        }
      }
    }
    return said;
  }
}
