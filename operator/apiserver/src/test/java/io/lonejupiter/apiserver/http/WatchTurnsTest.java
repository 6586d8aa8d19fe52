package io.lonejupiter.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTurnsTest {
  private static final int MANY = 1_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final WatchTurns turns = new WatchTurns();

  /** Of the event loop alone. */
  private final List<Integer> taken = new ArrayList<>();

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** While the loop waits, so that nobody has a turn before all of it is there. */
  private <T> T afterAll(Runnable asking, CompletableFuture<T> answer) throws Exception {
    CountDownLatch all = new CountDownLatch(1);
    context.runOnContext(
        ignored -> {
          try {
            all.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    asking.run();
    all.countDown();
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatElseThereIsToDoDoesNotWaitForAll() throws Exception {
    CompletableFuture<Integer> before = new CompletableFuture<>();
    CompletableFuture<List<Integer>> last = new CompletableFuture<>();
    int had =
        afterAll(
            () -> {
              for (int i = 0; i < MANY; i++) {
                int number = i;
                turns.of(context, () -> take(number, last)).run();
              }
              context.runOnContext(ignored -> before.complete(taken.size()));
            },
            before);
    assertThat(had).isLessThan(MANY / 10);
    assertThat(last.get(10, TimeUnit.SECONDS)).hasSize(MANY).isSorted();
  }

  private void take(int number, CompletableFuture<List<Integer>> last) {
    taken.add(number);
    if (number == MANY - 1) {
      last.complete(taken);
    }
  }

  @Test
  void whoAsksInItsTurnHasAnotherOneBehindTheOthers() throws Exception {
    CompletableFuture<List<Integer>> last = new CompletableFuture<>();
    Runnable[] again = new Runnable[1];
    again[0] =
        turns.of(
            context,
            () -> {
              taken.add(1);
              if (taken.size() == 1) {
                again[0].run();
              } else {
                last.complete(taken);
              }
            });
    Runnable other = turns.of(context, () -> taken.add(2));
    List<Integer> order =
        afterAll(
            () -> {
              again[0].run();
              other.run();
            },
            last);
    assertThat(order).containsExactly(1, 2, 1);
  }

  @Test
  void anExceptionEndsNobodyElsesTurn() throws Exception {
    CompletableFuture<List<Integer>> last = new CompletableFuture<>();
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    context.exceptionHandler(told::complete);
    Runnable broken =
        turns.of(
            context,
            () -> {
              throw new IllegalStateException("broken");
            });
    afterAll(
        () -> {
          broken.run();
          turns.of(context, () -> take(MANY - 1, last)).run();
        },
        last);
    assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("broken");
  }
}
