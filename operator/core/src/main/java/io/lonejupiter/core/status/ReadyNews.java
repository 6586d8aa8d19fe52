package io.lonejupiter.core.status;

import io.lonejupiter.model.AppDeploymentStatus;
import io.lonejupiter.model.ApplicationMapStatus;
import io.lonejupiter.model.Condition;
import io.lonejupiter.model.FrontEndConfigStatus;
import io.lonejupiter.model.Phase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a change of the condition Ready is worth telling. The first row that holds is the answer:
 *
 * <ol>
 *   <li>it says what it said before: nothing
 *   <li>ready: news
 *   <li>stuck until a person does something: a warning
 *   <li>it was not ready before either: nothing, each step on the way is in the status
 *   <li>not ready any more, because somebody wanted something else: news
 *   <li>not ready any more, of itself: a warning
 * </ol>
 *
 * @param warning a person should look
 */
public record ReadyNews(boolean warning, String reason, String message) {
  /** Reason of an instance that is stopped with sessions left. */
  public static final String DEADLINE_EXCEEDED = "DrainDeadlineExceeded";

  /** Nothing of this kind stops being ready because somebody wants it. */
  public static Optional<ReadyNews> of(List<Condition> before, List<Condition> after) {
    return of(before, after, false);
  }

  /** An instance that goes was told to; but sessions that it takes along are a loss. */
  public static Optional<ReadyNews> of(AppDeploymentStatus before, AppDeploymentStatus after) {
    if (DEADLINE_EXCEEDED.equals(after.reason())
        && (before == null || !DEADLINE_EXCEEDED.equals(before.reason()))) {
      return Optional.of(new ReadyNews(true, after.reason(), after.message()));
    }
    var going = after.phase() == Phase.DRAINING || after.phase() == Phase.STOPPED;
    return of(before == null ? null : before.conditions(), after.conditions(), going);
  }

  /**
   * A map is on its way after an edit, towards a newer artifact or another number of instances, and
   * as long as a replacement leaves as many ready as are wanted.
   */
  public static Optional<ReadyNews> of(
      ApplicationMapStatus before, ApplicationMapStatus after, int wanted) {
    if (before == null) {
      return of(null, after.conditions());
    }
    var other =
        !Objects.equals(before.observedGeneration(), after.observedGeneration())
            || !Objects.equals(before.revision(), after.revision())
            || !Objects.equals(before.wanted(), after.wanted());
    var enough = after.ready() != null && after.ready() >= wanted;
    return of(before.conditions(), after.conditions(), other || enough);
  }

  /** Routers that have not applied it yet are about to; no router, or one that cannot, is not. */
  public static Optional<ReadyNews> of(FrontEndConfigStatus before, FrontEndConfigStatus after) {
    var applying =
        !Conditions.isTrue(after.conditions(), Conditions.PROGRAMMED)
            && !after.routerStatuses().isEmpty()
            && after.routerStatuses().stream().allMatch(router -> router.error() == null);
    return of(before == null ? null : before.conditions(), after.conditions(), applying);
  }

  private static Optional<ReadyNews> of(
      List<Condition> before, List<Condition> after, boolean wanted) {
    var old = Conditions.find(before, Conditions.READY);
    var now = Conditions.find(after, Conditions.READY);
    if (now.isEmpty() || old.isPresent() && saysTheSame(old.get(), now.get())) {
      return Optional.empty();
    }
    if (Conditions.isTrue(after, Conditions.READY)) {
      return Optional.of(news(false, now.get()));
    }
    if (Conditions.isTrue(after, Conditions.STALLED)) {
      return Optional.of(news(true, now.get()));
    }
    return Conditions.isTrue(before, Conditions.READY)
        ? Optional.of(news(!wanted, now.get()))
        : Optional.empty();
  }

  private static boolean saysTheSame(Condition old, Condition now) {
    return old.status().equals(now.status()) && old.reason().equals(now.reason());
  }

  private static ReadyNews news(boolean warning, Condition condition) {
    return new ReadyNews(warning, condition.reason(), condition.message());
  }
}
