package io.lonejupiter.core.status;

import io.lonejupiter.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds the conditions of a status so that kstatus and people read the same from them: Ready is
 * always there; Reconciling and Stalled only while they hold. The time of a condition changes only
 * with its status.
 */
public final class Conditions {
  public static final String READY = "Ready";
  public static final String RECONCILING = "Reconciling";
  public static final String STALLED = "Stalled";
  public static final String ACCEPTED = "Accepted";
  public static final String PROGRAMMED = "Programmed";

  private final List<Condition> before;
  private final long generation;
  private final String now;
  private final List<Condition> after = new ArrayList<>();

  private Conditions(List<Condition> before, long generation, Instant now) {
    this.before = before == null ? List.of() : before;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * @param before the conditions that the object has now, or null
   */
  public static Conditions following(List<Condition> before, long generation, Instant now) {
    return new Conditions(before, generation, now);
  }

  public Conditions set(String type, boolean holds, String reason, String message) {
    var status = holds ? "True" : "False";
    var since =
        find(before, type)
            .filter(c -> c.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElse(now);
    after.add(new Condition(type, status, generation, since, reason, message));
    return this;
  }

  /** Ready, and nothing to do. */
  public Conditions ready(String reason, String message) {
    return set(READY, true, reason, message);
  }

  /** Not ready yet, and on the way. */
  public Conditions reconciling(String reason, String message) {
    return set(READY, false, reason, message).set(RECONCILING, true, reason, message);
  }

  /** Not ready, and stuck until a person does something. */
  public Conditions stalled(String reason, String message) {
    return set(READY, false, reason, message).set(STALLED, true, reason, message);
  }

  public List<Condition> list() {
    return List.copyOf(after);
  }

  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  public static boolean isTrue(List<Condition> conditions, String type) {
    return find(conditions, type).filter(c -> c.status().equals("True")).isPresent();
  }
}
