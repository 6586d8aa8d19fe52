package io.lonejupiter.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** Does something to a system while clients of every sort use its route {@code /session}. */
public final class UnderLoad {
  public static final int TUNNELS = 20;
  public static final int DOWNLOADS = 10;

  /** What is done meanwhile. */
  public interface Deed {
    void run() throws Exception;
  }

  private UnderLoad() {}

  /**
   * Fails if a request fails or a connection is cut. More connections ask more slowly, so that the
   * machine's cores are not what is tested.
   */
  public static void losesNothing(LoneJupiter system, String what, int connections, Deed deed)
      throws Exception {
    var url = system.variable("LJ_ROUTER") + "/session";
    try (var load = Load.on(url + "?ms=" + connections, connections, connections);
        var sessions = LongClients.on(url, TUNNELS, DOWNLOADS)) {
      TimeUnit.SECONDS.sleep(3);
      var start = System.nanoTime();
      deed.run();
      var seconds = (System.nanoTime() - start) / 1_000_000_000;
      TimeUnit.SECONDS.sleep(3);
      var outcome = load.stop();
      var whole = sessions.stop();
      System.out.printf(
          "zero-loss %s, %d connections, %d s: %d requests, %d failed; %d tunnels and %d downloads,"
              + " %d cut%n",
          what,
          connections,
          seconds,
          outcome.requests(),
          outcome.failed(),
          whole.tunnels(),
          whole.downloads(),
          whole.cut().size());
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
      assertThat(whole.cut().stream().limit(10)).isEmpty();
      assertThat(whole.tunnels()).isGreaterThan(TUNNELS);
      assertThat(whole.downloads()).isGreaterThan(DOWNLOADS / 2);
    }
  }
}
