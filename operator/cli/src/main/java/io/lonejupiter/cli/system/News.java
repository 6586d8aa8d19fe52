package io.lonejupiter.cli.system;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Says of a list that is looked at again and again only what is new in it. */
public final class News {
  private final Consumer<String> progress;
  private Set<String> told = Set.of();

  public News(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Tells the sentences that were not in the last list. */
  public void tell(List<String> sentences) {
    sentences.stream()
        .filter(sentence -> !told.contains(sentence))
        .forEach(sentence -> progress.accept("waiting: " + sentence));
    told = new HashSet<>(sentences);
  }

  /** Whether nothing was wrong at the last look. */
  public boolean quiet() {
    return told.isEmpty();
  }
}
