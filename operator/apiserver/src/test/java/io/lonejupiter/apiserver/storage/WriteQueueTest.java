package io.lonejupiter.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  /** A store whose commits wait for a permit. */
  private static final class GatedStore implements ObjectStore {
    @Override
    public boolean isLeaseValid() {
      return true;
    }

    @Override
    public int maxChanges() {
      return 62;
    }

    final Semaphore entered = new Semaphore(0);
    final Semaphore permits = new Semaphore(0);
    final List<List<String>> commits = new ArrayList<>();
    volatile RuntimeException failure;
    volatile Error error;
    volatile Thread by;

    @Override
    public Snapshot load() {
      return new Snapshot(10, List.of());
    }

    @Override
    public void commit(List<Change> changes, long highWater) {
      by = Thread.currentThread();
      entered.release();
      permits.acquireUninterruptibly();
      if (error != null) {
        throw error;
      }
      if (failure != null) {
        throw failure;
      }
      synchronized (commits) {
        commits.add(changes.stream().map(Change::key).toList());
      }
    }

    @Override
    public int maxObjectBytes() {
      return 1_000;
    }
  }

  private final GatedStore store = new GatedStore();
  private final ObjectImage image = new ObjectImage(100);
  private final AtomicReference<WriteQueue> closedOnLeadLost = new AtomicReference<>();
  private final WriteQueue queue =
      new WriteQueue(store, image, () -> closedOnLeadLost.get().close());

  @AfterEach
  void close() {
    store.permits.release(1_000);
    queue.close();
  }

  private static Entry.Address at(String name) {
    return new Entry.Address("core/things", "ns", name);
  }

  private CompletableFuture<Long> put(String name) {
    return queue.write(decision(name));
  }

  private static Function<WriteQueue.View, Long> decision(String name) {
    return view -> {
      long version = view.nextVersion();
      view.change(at(name), Entry.of(at(name), version, Json.object().put("v", version)));
      return version;
    };
  }

  @Test
  void groupsWhatQueuesUpAndShowsNothingBeforeItIsDurable() {
    var first = put("a");
    store.entered.acquireUninterruptibly();
    var second = put("b");
    var third = put("c");
    assertThat(image.get(at("a"))).isNull();
    assertThat(second).isNotDone();
    store.permits.release(2);
    assertThat(List.of(first.join(), second.join(), third.join())).containsExactly(11L, 12L, 13L);
    assertThat(store.commits)
        .containsExactly(
            List.of("core/things/ns/a"), List.of("core/things/ns/b", "core/things/ns/c"));
    assertThat(image.version()).isEqualTo(13);
  }

  @Test
  void aWriterThatMayWaitCommitsItselfAndNotWhatQueuesUpMeanwhile() {
    store.permits.release();
    assertThat(queue.writeHere(decision("a"))).isCompletedWithValue(11L);
    assertThat(store.by).isSameAs(Thread.currentThread());
    store.entered.acquireUninterruptibly();

    var second = CompletableFuture.supplyAsync(() -> queue.writeHere(decision("b")));
    store.entered.acquireUninterruptibly();
    var third = queue.writeHere(decision("c"));
    var fourth = put("d");
    assertThat(third).isNotDone();
    store.permits.release(2);
    assertThat(second.join().join()).isEqualTo(12);
    assertThat(List.of(third.join(), fourth.join())).containsExactly(13L, 14L);
    assertThat(store.by.getName()).isEqualTo("apiserver-committer");
    assertThat(store.commits)
        .containsExactly(
            List.of("core/things/ns/a"),
            List.of("core/things/ns/b"),
            List.of("core/things/ns/c", "core/things/ns/d"));
  }

  @Test
  void aWriterWhoseCommitFailsIsNotHeldAndTheCommitterGoesOn() {
    store.failure = new ObjectStore.StoreUnavailableException("away", null);
    store.permits.release();
    assertThatThrownBy(queue.writeHere(decision("a"))::join)
        .hasMessageContaining("not yet known whether");
    store.failure = null;
    store.permits.release(10);
    await().until(() -> image.get(at("a")) != null);
    await().until(() -> !queue.writeHere(decision("b")).isCompletedExceptionally());
    store.failure = new ObjectStore.TooLargeException("too large");
    assertThatThrownBy(queue.writeHere(decision("c"))::join).hasCauseInstanceOf(ApiException.class);
    store.failure = null;
    await().until(() -> !queue.writeHere(decision("d")).isCompletedExceptionally());
    await().until(() -> image.get(at("d")) != null);
    assertThat(image.get(at("c"))).isNull();
  }

  @Test
  void isClosedOnceTheWriterThatCommitsHasItsAnswer() throws Exception {
    var written = new AtomicReference<CompletableFuture<Long>>();
    var writer = new Thread(() -> written.set(queue.writeHere(decision("a"))));
    writer.start();
    store.entered.acquireUninterruptibly();
    store.failure = new ObjectStore.StoreUnavailableException("away", null);
    var closing = CompletableFuture.runAsync(queue::close);
    await().until(() -> queue.write(decision("b")).isCompletedExceptionally());
    assertThat(closing).isNotDone();
    store.permits.release();
    closing.join();
    writer.join();
    assertThatThrownBy(written.get()::join).hasMessageContaining("not yet known whether");
  }

  @Test
  void decidesOnTopOfWritesThatAreNotYetDurable() {
    put("a");
    store.entered.acquireUninterruptibly();
    var seen = queue.write(view -> view.get(at("a")).version());
    store.permits.release(2);
    assertThat(seen.join()).isEqualTo(11);
  }

  @Test
  void failsEverythingBehindAFailedCommitAndGoesOn() {
    store.failure = new ObjectStore.TooLargeException("too large");
    var first = put("a");
    store.entered.acquireUninterruptibly();
    var second = put("b");
    store.permits.release();
    assertThatThrownBy(first::join).hasCauseInstanceOf(ApiException.class);
    assertThatThrownBy(second::join).hasCauseInstanceOf(ApiException.class);
    assertThat(image.all()).isEmpty();
    store.failure = null;
    store.permits.release();
    assertThat(put("a").join()).isGreaterThan(12);
  }

  @Test
  void findsOutWhatBecameOfAWriteWhoseOutcomeIsNotKnown() {
    store.failure = new ObjectStore.StoreUnavailableException("away", null);
    var first = put("a");
    store.entered.acquireUninterruptibly();
    var second = put("b");
    store.permits.release();
    assertThatThrownBy(first::join).hasMessageContaining("not yet known whether");
    assertThatThrownBy(second::join).hasMessageContaining("nothing was changed");
    assertThatThrownBy(put("c")::join).hasMessageContaining("nothing was changed");
    assertThat(image.get(at("a"))).isNull();
    store.failure = null;
    store.permits.release(10);
    await().until(() -> image.get(at("a")) != null);
    await().until(() -> !put("d").isCompletedExceptionally());
    await().until(() -> image.get(at("d")) != null);
    assertThat(image.get(at("b"))).isNull();
    assertThat(image.get(at("a")).version()).isEqualTo(11);
  }

  @Test
  void mayBeClosedFromTheCallbackThatTellsOfTheLostLead() {
    closedOnLeadLost.set(queue);
    store.failure = new ObjectStore.NotLeaderException("another leads");
    store.permits.release();
    assertThatThrownBy(put("a")::join).hasMessageContaining("another leads");
    assertThatThrownBy(put("a")::join).hasCauseInstanceOf(ApiException.class);
  }

  @Test
  void givesUpTheLeadAndAnswersEverybodyWhenACommitBreaksOff() {
    closedOnLeadLost.set(queue);
    store.error = new StackOverflowError("too deep");
    store.permits.release();
    assertThatThrownBy(queue.writeHere(decision("a"))::join)
        .hasMessageContaining("not yet known whether")
        .hasMessageContaining("too deep");
    await().until(() -> put("b").isCompletedExceptionally());
    assertThatThrownBy(put("c")::join).hasCauseInstanceOf(ApiException.class);
  }

  @Test
  void refusesOneObjectThatIsTooLargeWithoutHarmToOthers() {
    var large =
        queue.write(
            view -> {
              var object = Json.object().put("x", "x".repeat(2_000));
              view.change(at("l"), Entry.of(at("l"), view.nextVersion(), object));
              return null;
            });
    store.permits.release();
    assertThatThrownBy(large::join).hasMessageContaining("at most 1000 bytes");
    assertThat(put("a").join()).isEqualTo(11);
  }
}
