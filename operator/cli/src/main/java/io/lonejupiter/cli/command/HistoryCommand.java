package io.lonejupiter.cli.command;

import io.lonejupiter.cli.rollout.Rollouts;
import io.lonejupiter.cli.show.Table;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code history}: the last revisions of a map. */
@Command(
    name = "history",
    description = {
      "Shows the last revisions of a map, newest first: what changed, and how each ended.",
      "undo --to REVISION goes back to one."
    })
final class HistoryCommand implements Callable<Integer> {
  @Mixin private MapOptions map;

  @Override
  public Integer call() {
    System.out.print(map.<String>with(rollouts -> table(rollouts.read())));
    return 0;
  }

  private static String table(ApplicationMap map) {
    var table = Table.of("REVISION", "SINCE", "ARTIFACT", "CHANGE", "OUTCOME", "WHY");
    for (var record : Rollouts.history(map)) {
      table.row(
          record.revision(),
          record.startedAt(),
          record.artifact().name(),
          record.change(),
          record.outcome(),
          record.message());
    }
    return table.text();
  }
}
