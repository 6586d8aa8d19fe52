package io.lonejupiter.apiserver.clients.tomcat;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** What the sample operator makes of a {@link Tomcat}, besides built-in kinds. */
@Group("sample.test")
@Version("v1")
public class Vhost extends CustomResource<Vhost.Spec, Void> implements Namespaced {
  public record Spec(String host, Integer port) {}
}
