package io.lonejupiter.core.simulation;

import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.model.OtherHost;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.VerificationResult;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A host's agent, as it verifies instances of other hosts. */
final class VerifierModel {
  static final ResolvedVerification GATE =
      new ResolvedVerification(
          null, null, List.of("test"), null, null, 0, new OtherHost(List.of()));

  private final String host;
  private final Map<String, RemoteVerdict> verdicts = new TreeMap<>();

  VerifierModel(String host) {
    this.host = host;
  }

  /** A new agent knows nothing of it. */
  void forget() {
    verdicts.clear();
  }

  /**
   * Tries, or does not come to it yet.
   *
   * @param orders by instance id, as it has read them
   * @param bad revisions that do not pass
   */
  void step(Map<String, RemoteVerification> orders, Set<String> bad, Random random) {
    verdicts.entrySet().removeIf(v -> !isOf(v.getValue(), orders.get(v.getKey())));
    orders.forEach(
        (id, order) -> {
          var known = verdicts.get(id);
          if (known == null) {
            verdicts.put(id, new RemoteVerdict(order.id(), host, 1, null, null));
          } else if (known.result() == null && random.nextInt(3) == 0) {
            var passed = !bad.contains(order.assignment().revision());
            var result = new VerificationResult(passed, 1, "then", "", null);
            verdicts.put(id, new RemoteVerdict(order.id(), host, 1, result, ""));
          }
        });
  }

  private static boolean isOf(RemoteVerdict verdict, RemoteVerification order) {
    return order != null && order.id().equals(verdict.id());
  }

  Map<String, RemoteVerdict> verdicts() {
    return new TreeMap<>(verdicts);
  }
}
