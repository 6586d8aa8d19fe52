package io.lonejupiter.cli.plan;

import io.lonejupiter.kubernetes.applicationmap.Preview.AtRisk;
import java.util.List;
import java.util.stream.Collectors;

/** Plans as text. */
public final class PlanView {
  private PlanView() {}

  /** A paragraph for each object that something is done about. */
  public static String of(List<Planned> plans) {
    var text =
        plans.stream()
            .filter(Planned::changes)
            .map(PlanView::paragraph)
            .collect(Collectors.joining("\n"));
    return text.isEmpty() ? "nothing is going to be done\n" : text;
  }

  private static String atRisk(AtRisk risk) {
    var text = new StringBuilder();
    if (risk.draining() > 0) {
      text.append(
              "  users   about %d open requests and tunnels where it drains"
                  .formatted(risk.draining()))
          .append("; they have %s to end (drain.maxDuration)%n".formatted(risk.maxDuration()));
    }
    if (risk.lost() > 0) {
      text.append(
          "  users   about %d open requests and tunnels are lost with their host%n"
              .formatted(risk.lost()));
    }
    return text.toString();
  }

  private static String paragraph(Planned plan) {
    var text = new StringBuilder(plan.object());
    if (plan.namespace() != null && !plan.namespace().equals("default")) {
      text.append(" in ").append(plan.namespace());
    }
    if (!plan.summary().isEmpty()) {
      text.append(": ").append(plan.summary());
    }
    text.append('\n');
    if (plan.obstacle() != null) {
      text.append("  cannot be done: ").append(plan.obstacle()).append('\n');
    }
    plan.steps().forEach(s -> text.append("  ").append(Plans.words(s.step())).append('\n'));
    if (plan.seconds() != null && plan.seconds() > 0) {
      text.append("  takes   about ").append(plan.seconds()).append(" s, and what it waits for\n");
    }
    if (plan.atRisk() != null) {
      text.append(atRisk(plan.atRisk()));
    }
    for (var pending : plan.pending()) {
      text.append("  fits on no host: ").append(pending.name()).append('\n');
      pending
          .hosts()
          .forEach(
              h ->
                  text.append("    ")
                      .append(h.host())
                      .append(": ")
                      .append(h.reason())
                      .append('\n'));
      text.append("    ").append(pending.suggestion()).append('\n');
    }
    return text.toString();
  }
}
