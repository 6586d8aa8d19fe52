package io.lonejupiter.cli.command;

import io.lonejupiter.cli.system.Down;
import io.lonejupiter.router.Router;
import java.io.IOException;
import java.nio.file.Path;

/** Ends what agents and routers leave running. */
final class Leftovers implements Down.Leftovers {
  @Override
  public void stopProxy(Path routerFolder) throws IOException, InterruptedException {
    Router.stopProxy(routerFolder);
  }

  @Override
  public void stopInstances(Path hostFolder) throws IOException, InterruptedException {
    RecordedInstances.of(hostFolder).stop();
  }
}
