package io.lonejupiter.apiserver.clients.tomcat;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** What users of the sample operator write. */
@Group("sample.test")
@Version("v1")
public class Tomcat extends CustomResource<Tomcat.Spec, Tomcat.Status> implements Namespaced {
  public record Spec(String version, Integer replicas) {}

  public record Status(Integer replicas, Long observedGeneration, List<Condition> conditions) {}

  public record Condition(String type, String status, String reason, String message) {}
}
