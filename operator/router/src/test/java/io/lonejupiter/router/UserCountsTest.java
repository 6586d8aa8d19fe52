package io.lonejupiter.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.StickinessType;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.BackendSettings;
import io.lonejupiter.router.table.DocumentRules;
import io.lonejupiter.router.table.Rule;
import io.lonejupiter.router.table.Rule.Group;
import io.lonejupiter.router.table.Split;
import io.lonejupiter.router.table.Sticky;
import io.lonejupiter.router.table.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UserCountsTest {
  private static final Target READY = new Target("prod.shop-1", "10.0.0.1", 80, true, false);
  private static final Target GREEN = new Target("prod.shop-2", "10.0.0.2", 80, true, false);
  private static final Group SHOP = new Group("r#shop", "shop:1", List.of(READY, GREEN));

  private final UserCounts counts = new UserCounts();
  private final Allocation allocation =
      Allocation.empty(1, 4)
          .next(Map.of(SHOP.id(), SHOP.members()), Map.of(), Optional.empty(), Set.of());
  private final long now = System.nanoTime();

  @Test
  void usersOfTheServersOfAGroupAreAddedUp() {
    counts.follow(List.of(DocumentRules.of(List.of(rule(true)))));
    count(now, Optional.of(Map.of("s0/i1", 2, "s0/i2", 3)));
    assertThat(counts.of(SHOP)).isEqualTo(5);
  }

  @Test
  void whoIsKeptNowhereAnyMoreIsNoUser() {
    var left =
        allocation.next(Map.of(SHOP.id(), List.of(GREEN)), Map.of(), Optional.empty(), Set.of());
    counts.follow(List.of(DocumentRules.of(List.of(rule(true)))));
    counts.count(now, () -> Optional.of(Map.of("s0/i1", 2, "s0/i2", 3, "s0/i3", 7)), left);
    assertThat(counts.of(SHOP)).as("one leaves, one place is free").isEqualTo(3);
  }

  @Test
  void nothingIsSaidWhereNobodyIsKeptOrThereAreTooMany() {
    counts.follow(List.of(DocumentRules.of(List.of(rule(false)))));
    var asked = new AtomicInteger();
    counts.count(
        now,
        () -> {
          asked.incrementAndGet();
          return Optional.empty();
        },
        allocation);
    assertThat(asked).as("nothing is looked through").hasValue(0);
    assertThat(counts.of(SHOP)).isNull();
    counts.follow(List.of(DocumentRules.of(List.of(rule(true)))));
    count(now, Optional.empty());
    assertThat(counts.of(SHOP)).isNull();
  }

  @Test
  void theyAreCountedEveryTenSeconds() {
    counts.follow(List.of(DocumentRules.of(List.of(rule(true)))));
    count(now, Optional.of(Map.of("s0/i1", 1)));
    count(now + TimeUnit.SECONDS.toNanos(9), Optional.of(Map.of("s0/i1", 2)));
    assertThat(counts.of(SHOP)).isEqualTo(1);
    count(now + TimeUnit.SECONDS.toNanos(10), Optional.of(Map.of("s0/i1", 2)));
    assertThat(counts.of(SHOP)).isEqualTo(2);
  }

  private void count(long at, Optional<Map<String, Integer>> kept) {
    counts.count(at, () -> kept, allocation);
  }

  private static Rule rule(boolean instance) {
    return new Rule(
        "r",
        "prod.shop",
        "0",
        List.of(),
        Split.all("shop"),
        new Sticky(StickinessType.COOKIE, "c", instance, 60),
        List.of(SHOP),
        List.of(),
        BackendSettings.DEFAULT,
        Map.of());
  }
}
