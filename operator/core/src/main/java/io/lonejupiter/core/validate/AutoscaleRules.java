package io.lonejupiter.core.validate;

import io.lonejupiter.core.scale.Schedule;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.AutoscaleMetric;
import io.lonejupiter.model.AutoscaleMetricType;
import io.lonejupiter.model.AutoscaleSpec;
import io.lonejupiter.model.AutoscaleWindow;
import java.util.List;
import java.util.Objects;

/** What the fields of an autoscale must agree on. */
final class AutoscaleRules {
  private AutoscaleRules() {}

  static void errors(ApplicationMapSpec spec, List<FieldError> errors) {
    var autoscale = spec.autoscale();
    if (autoscale == null || autoscale.min() == null || autoscale.max() == null) {
      return;
    }
    if (autoscale.min() > autoscale.max()) {
      errors.add(new FieldError("spec.autoscale", "object", "min must not be above max"));
    }
    if (autoscale.metrics() == null && autoscale.schedule() == null) {
      errors.add(new FieldError("spec.autoscale", "object", "name metrics, a schedule, or both"));
    }
    metrics(spec, errors);
    windows(autoscale, errors);
  }

  private static void metrics(ApplicationMapSpec spec, List<FieldError> errors) {
    var metrics = spec.autoscale().metrics();
    if (metrics == null) {
      return;
    }
    var types = metrics.stream().map(AutoscaleMetric::type).toList();
    if (types.stream().distinct().count() < types.size()) {
      errors.add(
          new FieldError("spec.autoscale", "object", "each type of metrics may be named once"));
    }
    var resources = spec.placement() == null ? null : spec.placement().resources();
    if (types.contains(AutoscaleMetricType.CPU) && (resources == null || resources.cpu() == null)) {
      errors.add(
          new FieldError("spec", "object", "autoscale by CPU needs placement.resources.cpu"));
    }
    if (types.contains(AutoscaleMetricType.MEMORY)
        && (resources == null || resources.memory() == null)) {
      errors.add(
          new FieldError("spec", "object", "autoscale by Memory needs placement.resources.memory"));
    }
  }

  private static void windows(AutoscaleSpec autoscale, List<FieldError> errors) {
    List<AutoscaleWindow> windows = autoscale.schedule() == null ? List.of() : autoscale.schedule();
    for (int i = 0; i < windows.size(); i++) {
      var window = windows.get(i);
      var path = "spec.autoscale.schedule[" + i + "]";
      if (Objects.equals(window.from(), window.to())) {
        errors.add(new FieldError(path, "object", "from and to must differ"));
      }
      if (window.timeZone() != null && !Schedule.isZone(window.timeZone())) {
        errors.add(
            new FieldError(
                path + ".timeZone",
                window.timeZone(),
                "no such time zone; write it as Europe/Berlin"));
      }
    }
    if (windows.stream().anyMatch(w -> w.min() != null && w.min() > autoscale.max())) {
      errors.add(
          new FieldError("spec.autoscale", "object", "min of a schedule must not be above max"));
    }
  }
}
