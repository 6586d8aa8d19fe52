package io.lonejupiter.cli.command;

import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.show.Overview;
import io.lonejupiter.cli.show.Table;
import io.lonejupiter.cli.state.PartRecord;
import io.lonejupiter.cli.system.RunningSystem;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: how everything is. */
@Command(
    name = "status",
    description = {
      "Shows parts, hosts, application maps and front ends.",
      "Exits 1 if something is not Ready."
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private StateOptions state;

  private final PrintStream out = System.out;

  @Override
  public Integer call() {
    try (RunningSystem system = RunningSystem.of(state.folder())) {
      out.println(parts(system));
      if (!system.anyAlive()) {
        throw new CommandFailure("nothing runs: start it with ./lonejupiter up");
      }
      var seen = system.look();
      out.print(Overview.of(seen));
      List<String> obstacles = system.obstacles(seen);
      obstacles.forEach(obstacle -> out.println("not ready: " + obstacle));
      return obstacles.isEmpty() ? 0 : 1;
    }
  }

  private static String parts(RunningSystem system) {
    Table table = Table.of("PART", "PID", "UP SINCE", "RESTARTS", "OUTPUT");
    row(table, system, "supervisor", system.supervisor());
    system.parts().forEach(part -> row(table, system, part.spec().name(), part.process()));
    return table.text();
  }

  private static void row(
      Table table, RunningSystem system, String name, Optional<PartRecord> process) {
    table.row(
        name,
        process.map(p -> p.pid().toString()).orElse("does not run"),
        process.map(PartRecord::startedAt).orElse(null),
        process.map(PartRecord::restarts).orElse(null),
        system.state().log(name));
  }
}
