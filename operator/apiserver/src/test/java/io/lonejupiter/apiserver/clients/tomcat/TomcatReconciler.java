package io.lonejupiter.apiserver.clients.tomcat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import java.util.List;
import java.util.function.Consumer;

/**
 * A small operator as users of java-operator-sdk write them: dependents, a finalizer, and a status
 * by server-side apply.
 */
@Workflow(
    dependents = {
      @Dependent(type = Dependents.Settings.class),
      @Dependent(type = Dependents.Password.class),
      @Dependent(type = Dependents.Host.class)
    })
@ControllerConfiguration
public final class TomcatReconciler implements Reconciler<Tomcat>, Cleaner<Tomcat> {
  private final Consumer<String> log;

  /**
   * @param log takes what was done, such as {@code reconciled a 9}
   */
  public TomcatReconciler(Consumer<String> log) {
    this.log = log;
  }

  @Override
  public UpdateControl<Tomcat> reconcile(Tomcat tomcat, Context<Tomcat> context) {
    Tomcat shown = new Tomcat();
    shown.setMetadata(
        new ObjectMetaBuilder()
            .withName(tomcat.getMetadata().getName())
            .withNamespace(tomcat.getMetadata().getNamespace())
            .build());
    String version = tomcat.getSpec().version();
    shown.setStatus(
        new Tomcat.Status(
            tomcat.getSpec().replicas(),
            tomcat.getMetadata().getGeneration(),
            List.of(new Tomcat.Condition("Ready", "True", "Started", "runs " + version))));
    log.accept("reconciled " + tomcat.getMetadata().getName() + " " + version);
    return UpdateControl.patchStatus(shown);
  }

  @Override
  public DeleteControl cleanup(Tomcat tomcat, Context<Tomcat> context) {
    log.accept("cleaned " + tomcat.getMetadata().getName());
    return DeleteControl.defaultDelete();
  }
}
