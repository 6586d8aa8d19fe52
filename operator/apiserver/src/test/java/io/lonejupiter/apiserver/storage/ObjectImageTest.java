package io.lonejupiter.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.status.ApiException;
import io.lonejupiter.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObjectImageTest {
  private long version;

  private static Entry.Address at(String collection, String namespace, String name) {
    return new Entry.Address(collection, namespace, name);
  }

  private static Entry entry(Entry.Address address, long version, int size) {
    return Entry.of(address, version, Json.object().put("x", "x".repeat(size)));
  }

  private void put(ObjectImage image, Entry.Address address, int size) {
    version++;
    image.publish(List.of(new Event(version, image.get(address), entry(address, version, size))));
  }

  @Test
  void keepsObjectsInTheOrderOfTheirKeysThroughAnyChanges() {
    Random random = new Random(7);
    Tree tree = Tree.EMPTY;
    TreeMap<String, Entry> expected = new TreeMap<>();
    List<String> namespaces = List.of("", "a", "a-b", "a.b", "ab");
    for (int i = 0; i < 5_000; i++) {
      Entry.Address address =
          at("core/x", namespaces.get(random.nextInt(5)), "n" + random.nextInt(300));
      if (random.nextInt(3) == 0) {
        tree = tree.remove(address);
        expected.remove(address.local());
      } else {
        Entry entry = entry(address, i, 1);
        tree = tree.put(entry);
        expected.put(address.local(), entry);
      }
    }
    assertThat(tree.slice(0, tree.size())).containsExactlyElementsOf(expected.values());
    assertThat(tree.rank("a/")).isEqualTo(expected.headMap("a/").size());
    assertThat(tree.slice(100, 120))
        .containsExactlyElementsOf(List.copyOf(expected.values()).subList(100, 120));
  }

  @Test
  void takesManyObjectsAtOnceInOrderOrNot() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      entries.add(entry(at("core/x", "n", "n" + (1_000 + i)), i, 1));
    }
    List<Entry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, new Random(7));
    for (Tree tree : List.of(Tree.EMPTY.with(entries), Tree.EMPTY.with(shuffled))) {
      assertThat(tree.slice(0, tree.size())).containsExactlyElementsOf(entries);
      assertThat(tree.with(entries.subList(3, 7)).size()).isEqualTo(1_000);
    }
  }

  @Test
  void readsAddressesFromKeysWhateverTheOneBeforeWas() {
    List<String> keys =
        List.of("a/b/_/x", "a/b/n/x", "a/b/n/y", "a/b/nn/x", "a/bb/nn/x", "a/b/_/z");
    List<Entry> entries =
        Entry.of(keys.stream().map(key -> new ObjectStore.Stored(key, 1, new byte[0])).toList());
    assertThat(entries).extracting(entry -> entry.address().key()).isEqualTo(keys);
    for (String wrong : List.of("a/b/c", "a/b/c/d/e", "/b/c/d", "")) {
      assertThatThrownBy(() -> Entry.Address.parse(wrong, null))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tellsWhetherAnObjectMentionsAField() {
    Entry entry =
        Entry.of(at("core/x", "n", "a"), 1, Json.object().put("owner", "x").put("last", 1));
    assertThat(entry.mentions("owner")).isTrue();
    assertThat(entry.mentions("last")).isTrue();
    assertThat(entry.mentions("own")).isFalse();
    assertThat(entry.mentions("owners")).isFalse();
  }

  @Test
  void showsACollectionAsItWasAtAVersion() {
    ObjectImage image = new ObjectImage(100);
    put(image, at("core/x", "n", "a"), 1);
    put(image, at("core/x", "n", "b"), 1);
    put(image, at("core/y", "n", "c"), 1);
    assertThat(image.at("core/x", 1).objects().size()).isEqualTo(1);
    assertThat(image.at("core/x", 3).objects().size()).isEqualTo(2);
    assertThat(image.at("core/y", 2).objects().size()).isZero();
  }

  @Test
  void keepsTheHistoryOfAQuietKindWhileABusyOneForgets() {
    ObjectImage image =
        new ObjectImage(new HistoryLimits(10, 1_000_000, 1_000_000), Derivations.NONE);
    put(image, at("core/quiet", "n", "a"), 1);
    for (int i = 0; i < 50; i++) {
      put(image, at("core/busy", "n", "b"), 1);
    }
    assertThat(image.at("core/quiet", 0).version()).isZero();
    assertThatThrownBy(() -> image.at("core/busy", 10))
        .isInstanceOf(ApiException.class)
        .hasMessage("too old resource version: 10 (41)");
  }

  @Test
  void boundsTheHistoryInBytesTheLargestFirst() {
    ObjectImage image =
        new ObjectImage(new HistoryLimits(10_000, 50_000, 60_000), Derivations.NONE);
    put(image, at("core/quiet", "n", "a"), 10_000);
    for (int i = 0; i < 100; i++) {
      put(image, at("core/busy", "n", "b"), 10_000);
    }
    assertThat(image.at("core/quiet", 0).version()).isZero();
    assertThatThrownBy(() -> image.at("core/busy", 90)).isInstanceOf(ApiException.class);
    assertThat(image.at("core/busy", 98).version()).isEqualTo(98);
  }

  private static final class Counting implements Watcher {
    final AtomicInteger woken = new AtomicInteger();
    final AtomicInteger dropped = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();
    Link position;

    @Override
    public Link position() {
      return position;
    }

    @Override
    public void wake() {
      woken.incrementAndGet();
    }

    @Override
    public void finish() {
      finished.incrementAndGet();
    }

    @Override
    public void drop() {
      dropped.incrementAndGet();
    }
  }

  @Test
  void finishesTheWatchesOfOneKind() {
    ObjectImage image = new ObjectImage(100);
    Counting all = new Counting();
    Counting one = new Counting();
    Counting other = new Counting();
    image.watch("core/x", "", all);
    image.watch("core/x", "n", one);
    image.watch("core/y", "", other);
    image.finishWatches("core/x");
    image.finishWatches("core/unknown");
    assertThat(List.of(all.finished.get(), one.finished.get(), other.finished.get()))
        .isEqualTo(List.of(1, 1, 0));
  }

  @Test
  void wakesOnlyThoseWhoWatchTheNamespace() {
    ObjectImage image = new ObjectImage(100);
    Counting all = new Counting();
    Counting here = new Counting();
    Counting there = new Counting();
    image.watch("core/x", "", all);
    image.watch("core/x", "here", here);
    Runnable unsubscribe = image.watch("core/x", "there", there);
    put(image, at("core/x", "here", "a"), 1);
    put(image, at("core/y", "here", "a"), 1);
    assertThat(List.of(all.woken.get(), here.woken.get(), there.woken.get()))
        .containsExactly(1, 1, 0);
    unsubscribe.run();
    put(image, at("core/x", "there", "a"), 1);
    assertThat(there.woken).hasValue(0);
  }

  @Test
  void linksTheFirstChangeOfACollectionToTheStateBeforeIt() {
    ObjectImage image = new ObjectImage(100);
    image.watch("core/x", "", new Counting());
    Link before = image.state().collection("core/x");
    put(image, at("core/x", "n", "a"), 1);
    assertThat(before.next().version()).isEqualTo(1);
  }

  @Test
  void dropsAWatcherWhoseLinkHasLeftTheHistory() {
    ObjectImage image = new ObjectImage(100);
    Counting slow = new Counting();
    slow.position = image.at("core/x", 0);
    image.watch("core/x", "elsewhere", slow);
    for (int i = 0; i < 300; i++) {
      put(image, at("core/x", "n", "a"), 1);
    }
    assertThat(slow.dropped.get()).isPositive();
  }
}
