package io.lonejupiter.apiserver.clients.tomcat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Base64;
import java.util.Map;

/** The objects of a {@link Tomcat}, each of the name of its owner. */
final class Dependents {
  private Dependents() {}

  private static ObjectMeta metadata(Tomcat tomcat) {
    return new ObjectMetaBuilder()
        .withName(tomcat.getMetadata().getName())
        .withNamespace(tomcat.getMetadata().getNamespace())
        .build();
  }

  /** Written by PUT: the SDK applies neither config maps nor secrets. */
  static final class Settings extends CRUDKubernetesDependentResource<ConfigMap, Tomcat> {
    @Override
    protected ConfigMap desired(Tomcat tomcat, Context<Tomcat> context) {
      return new ConfigMapBuilder()
          .withMetadata(metadata(tomcat))
          .withData(Map.of("version", tomcat.getSpec().version()))
          .build();
    }
  }

  static final class Password extends CRUDKubernetesDependentResource<Secret, Tomcat> {
    @Override
    protected Secret desired(Tomcat tomcat, Context<Tomcat> context) {
      String password = "of-" + tomcat.getMetadata().getName();
      return new SecretBuilder()
          .withMetadata(metadata(tomcat))
          .withType("Opaque")
          .withData(Map.of("password", Base64.getEncoder().encodeToString(password.getBytes())))
          .build();
    }
  }

  /** Written by server-side apply. */
  static final class Host extends CRUDKubernetesDependentResource<Vhost, Tomcat> {
    @Override
    protected Vhost desired(Tomcat tomcat, Context<Tomcat> context) {
      Vhost host = new Vhost();
      host.setMetadata(metadata(tomcat));
      host.setSpec(new Vhost.Spec(tomcat.getMetadata().getName() + ".example.com", 8080));
      return host;
    }
  }
}
