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

  public static BackendSelector of(String namespace, BackendRef backend) {
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
}
