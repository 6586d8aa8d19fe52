package io.lonejupiter.kubernetes.applicationmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapStatusTest {
  /** More than the deadline of 10 minutes after the map began to reconcile. */
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @Test
  void aRolloutThatGoesOnIsNotStalledHoweverLongItTakes() {
    assertThat(isStalled("Progressing")).isFalse();
  }

  @Test
  void whatIsMissingForLongAfterARolloutIsSaidToBe() {
    assertThat(isStalled("Complete")).isTrue();
  }

  private static boolean isStalled(String phase) {
    var map = new KubernetesSerialization().unmarshal(MAP.formatted(phase), ApplicationMap.class);
    var status = map.getStatus();
    var wanted = status.history().get(0);
    var rollout = new Rollout(map, wanted, status.rollout(), status.history(), null);
    var conditions = MapStatus.of(map, rollout, List.of(), List.of(), NOW).conditions();
    return Conditions.isTrue(conditions, Conditions.STALLED);
  }

  private static final String MAP =
      """
      apiVersion: lonejupiter.io/v1alpha1
      kind: ApplicationMap
      metadata: {name: shop, namespace: default, generation: 1}
      spec:
        instances: 2
        artifact: {name: shop-1}
      status:
        observedGeneration: 1
        conditions:
          - type: Reconciling
            status: "True"
            reason: Progressing
            message: ""
            observedGeneration: 1
            lastTransitionTime: "2026-01-01T00:00:00Z"
        rollout: {phase: %s, revision: r1, step: 0, ready: 1, progressSince: "2026-01-01T00:59:50Z"}
        history:
          - revision: r1
            app: shop
            artifact: {name: shop-1, version: 1.0.0}
      """;
}
