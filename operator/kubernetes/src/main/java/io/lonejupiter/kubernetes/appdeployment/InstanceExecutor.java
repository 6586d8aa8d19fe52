package io.lonejupiter.kubernetes.appdeployment;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.instance.InstanceFacts;
import io.lonejupiter.core.instance.InstancePlan;
import io.lonejupiter.core.placement.FreePorts;
import io.lonejupiter.core.placement.HostState;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.KeyValues.Write;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.AppDeploymentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Does what an instance's plan says. Decides nothing. */
public final class InstanceExecutor {
  private final KubernetesClient client;
  private final KeyValues keyValues;
  private final Keys keys;
  private final World world;
  private final ReentrantLock placing;

  /**
   * @param keyValues fenced: writes fail once another server leads
   * @param placing held while a port is chosen and until that is written
   */
  public InstanceExecutor(
      KubernetesClient client, KeyValues keyValues, Keys keys, World world, ReentrantLock placing) {
    this.client = client;
    this.keyValues = keyValues;
    this.keys = keys;
    this.world = world;
    this.placing = placing;
  }

  void execute(AppDeployment deployment, InstanceFacts facts, InstancePlan plan) {
    var writes = writes(facts, plan);
    if (!writes.isEmpty()) {
      keyValues.commit(writes);
    }
    verifications(facts, plan).forEach(write -> keyValues.commit(List.of(write)));
    plan.moveTo()
        .ifPresent(desired -> replaceSpec(deployment, deployment.getSpec().withDesired(desired)));
    plan.portTaken().ifPresent(port -> choosePortAfter(deployment, port));
  }

  private List<Write> writes(InstanceFacts facts, InstancePlan plan) {
    var writes = new ArrayList<Write>();
    var id = Keys.instanceId(facts.namespace(), facts.name());
    var placed = facts.spec().host() != null && !facts.spec().host().isEmpty();
    // What is read may lag behind what was just written: before the object goes, both are deleted.
    if (placed && (plan.cleanedUp() || !plan.assignment().equals(facts.assigned()))) {
      var key = keys.assignment(facts.spec().host(), id);
      writes.add(write(key, plan.assignment()));
    }
    if (plan.cleanedUp() || !plan.drain().equals(facts.drain())) {
      writes.add(write(keys.drain(id), plan.drain()));
    }
    return writes;
  }

  private List<Write> verifications(InstanceFacts facts, InstancePlan plan) {
    var writes = new ArrayList<Write>();
    var id = Keys.instanceId(facts.namespace(), facts.name());
    for (var verifier : facts.verifiers()) {
      var wanted = Optional.ofNullable(plan.verifications().get(verifier.host().name()));
      if (!wanted.equals(verifier.order())) {
        writes.add(write(keys.verification(verifier.host().name(), id), wanted));
      }
    }
    return writes;
  }

  private static Write write(String key, Optional<?> document) {
    return document.<Write>map(d -> new Put(key, Documents.write(d))).orElse(new Delete(key));
  }

  /** A stranger has the port: the host's next free one is taken instead. */
  private void choosePortAfter(AppDeployment deployment, int taken) {
    placing.lock();
    try {
      var host =
          world.hostStates().stream()
              .filter(h -> h.name().equals(deployment.getSpec().host()))
              .findFirst();
      if (host.isPresent()) {
        replaceSpec(deployment, withOtherPorts(deployment.getSpec(), host.get(), taken));
      }
    } finally {
      placing.unlock();
    }
  }

  private static AppDeploymentSpec withOtherPorts(
      AppDeploymentSpec spec, HostState host, int taken) {
    var fixed =
        spec.run().ports().stream().filter(p -> p.port() != null).map(p -> p.name()).toList();
    var ports = new ArrayList<AllocatedPort>();
    var last = taken;
    for (var port : spec.ports()) {
      var next = FreePorts.nextAfter(host, last);
      if (fixed.contains(port.name()) || next.isEmpty()) {
        ports.add(port);
      } else {
        last = next.getAsInt();
        ports.add(new AllocatedPort(port.name(), last));
      }
    }
    return spec.withPorts(List.copyOf(ports));
  }

  private void replaceSpec(AppDeployment deployment, AppDeploymentSpec spec) {
    if (spec.equals(deployment.getSpec())) {
      return;
    }
    var changed = new AppDeployment();
    changed.setMetadata(deployment.getMetadata());
    changed.setSpec(spec);
    changed.setStatus(deployment.getStatus());
    world.deployments().wrote(client.resource(changed).update());
  }
}
