package io.lonejupiter.router.table;

import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.model.BackendRef;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which instances a backend means. Pure. */
public record BackendSelector(String namespace, String app, Map<String, String> labels) {
  static final Set<String> LABELS = Set.of("map", "version", "branch", "revision", "role");

  public BackendSelector {
    labels = Map.copyOf(labels);
  }

  static BackendSelector of(String namespace, BackendRef backend) {
    var labels = new TreeMap<String, String>();
    if (backend.labels() != null) {
      labels.putAll(backend.labels());
    }
    if (backend.version() != null) {
      labels.put("version", backend.version());
    }
    if (backend.branch() != null) {
      labels.put("branch", backend.branch());
    }
    return new BackendSelector(namespace, backend.app(), labels);
  }

  boolean selects(ServiceInstance instance) {
    return instance.app().equals(app)
        && instance.namespace().equals(namespace)
        && labels.entrySet().stream()
            .allMatch(label -> label.getValue().equals(value(instance, label.getKey())));
  }

  private static String value(ServiceInstance instance, String label) {
    return switch (label) {
      case "map" -> instance.map();
      case "version" -> instance.version();
      case "branch" -> instance.branch();
      case "revision" -> instance.revision();
      case "role" -> instance.role();
      default -> throw new IllegalArgumentException("label '" + label + "' is none of " + LABELS);
    };
  }

  /** {@code app:version}, {@code app@branch} or {@code app{labels}}, as reports name it. */
  static String name(BackendRef backend) {
    if (backend.labels() != null && !backend.labels().isEmpty()) {
      return backend.app() + new TreeMap<>(backend.labels());
    }
    if (backend.branch() != null) {
      return backend.app() + "@" + backend.branch();
    }
    return backend.version() == null ? backend.app() : backend.app() + ":" + backend.version();
  }
}
