package io.lonejupiter.router.table;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The names that HAProxy's configuration holds, each with its index. What stands behind them
 * changes at run time; another name is a reload.
 *
 * @param features that decide between rules, in the order in which they are looked at
 * @param stickies by which users are known again, as {@link Sticky#configured}
 * @param actions that may be done with requests and answers
 * @param hosts kinds by which routes are looked for, but that of any, which always is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Vocabulary(
    List<Feature> features, List<Sticky> stickies, List<Action> actions, List<HostKind> hosts) {
  public static final Vocabulary NONE = new Vocabulary(List.of(), List.of(), List.of(), List.of());

  public Vocabulary {
    // Documents leave out what is empty.
    features = features == null ? List.of() : List.copyOf(features);
    stickies = stickies == null ? List.of() : List.copyOf(stickies);
    actions = actions == null ? List.of() : List.copyOf(actions);
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
  }

  /** With more names; those that are known keep their index. */
  Vocabulary with(
      Collection<Feature> moreFeatures,
      Collection<Sticky> moreStickies,
      Collection<Action> moreActions,
      Collection<HostKind> moreHosts) {
    return new Vocabulary(
        with(features, moreFeatures),
        with(stickies, moreStickies),
        with(actions, moreActions),
        with(hosts, moreHosts));
  }

  private static <T extends Comparable<T>> List<T> with(List<T> known, Collection<T> more) {
    var added = new TreeSet<>(more);
    added.removeAll(known);
    var all = new ArrayList<>(known);
    all.addAll(added);
    return all;
  }
}
