package io.lonejupiter.cli.plan;

import io.lonejupiter.kubernetes.applicationmap.Preview.AtRisk;
import io.lonejupiter.kubernetes.applicationmap.Preview.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    return sessions(risk.draining())
            .map(
                what ->
                    "  users   %s where it drains; they have %s to end (drain.maxDuration)%n"
                        .formatted(what, risk.maxDuration()))
            .orElse("")
        + sessions(risk.lost())
            .map("  users   %s are lost with their host%n"::formatted)
            .orElse("");
  }

  private static Optional<String> sessions(Sessions sessions) {
    var parts = new ArrayList<String>();
    if (sessions.open() > 0) {
      parts.add("about %d open requests and tunnels".formatted(sessions.open()));
    }
    if (sessions.kept() > 0) {
      parts.add("about %d users kept on their instance".formatted(sessions.kept()));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", parts));
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
