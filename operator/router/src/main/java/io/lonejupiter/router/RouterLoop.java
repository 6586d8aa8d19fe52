package io.lonejupiter.router;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.router.haproxy.Changes;
import io.lonejupiter.router.haproxy.Haproxy;
import io.lonejupiter.router.haproxy.HaproxyConfig;
import io.lonejupiter.router.haproxy.Layout;
import io.lonejupiter.router.haproxy.ProxyException;
import io.lonejupiter.router.haproxy.ProxyState;
import io.lonejupiter.router.haproxy.TimesListener;
import io.lonejupiter.router.table.Allocation;
import io.lonejupiter.router.table.Memo;
import io.lonejupiter.router.table.RouteTable;
import io.lonejupiter.router.table.Vocabulary;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The router's one thread.
 *
 * <ol>
 *   <li>Take what the watches have read.
 *   <li>Decide: route table, slots, and what HAProxy is to have ({@link Plan}).
 *   <li>Save it, so that a start without Consul serves the same.
 *   <li>Start or reload HAProxy if it is gone or has no room; else make the few changes.
 *   <li>Count, and report what HAProxy obeys now.
 * </ol>
 */
final class RouterLoop {
  private static final Logger log = LoggerFactory.getLogger(RouterLoop.class);

  /** How soon a dead HAProxy is seen. */
  private static final long TICK_MILLIS = 300;

  private static final long RETRY_MILLIS = 500;
  private static final long FIRST_READINGS_MILLIS = 3_000;
  private static final long SWEEP_SECONDS = 30;

  /** Where changes follow each other so closely that there is no better moment. */
  private static final long LATEST_SWEEP_SECONDS = 120;

  /** What takes longer than a change is done once nothing has changed for so long. */
  private static final long QUIET_MILLIS = 1_000;

  private final RouterSettings settings;
  private final Mailbox mailbox;
  private final InputWatches watches;
  private final ReportWriter reports;
  private final SavedState saved;
  private final Haproxy haproxy;
  private final Counting counting;
  private final Memo memo = new Memo();

  private Map<String, RouteDocument> accepted;
  private Allocation allocation;
  private Inputs planned;
  private Plan obeyed;

  /** What HAProxy has, as remembered; null when it must be read. */
  private ProxyState actual;

  /** Room in the HAProxy that runs; null when none does. */
  private Layout room = Layout.NONE;

  /** What the last router had HAProxy know. */
  private final Vocabulary savedVocabulary;

  /** What was said about the last failure; it is said once. */
  private String problem = "";

  private long sweptAt = System.nanoTime();
  private long changedAt = System.nanoTime();
  private boolean filesAreOld = true;

  /** They are not tried again at once. */
  private long filesFailedAt = changedAt;

  /** Something has changed that was not reported yet. */
  private boolean reportIsOld;

  /** Whoever else reloads HAProxy brings another. */
  private long workerPid;

  RouterLoop(
      RouterSettings settings,
      Mailbox mailbox,
      InputWatches watches,
      ReportWriter reports,
      TimesListener times,
      SavedState saved,
      SavedState.Rooms rooms) {
    this.settings = settings;
    this.mailbox = mailbox;
    this.watches = watches;
    this.reports = reports;
    this.saved = saved;
    this.allocation = rooms.allocation();
    this.savedVocabulary = rooms.vocabulary();
    this.accepted = mailbox.peek().routes().documents();
    this.haproxy =
        new Haproxy(
            Router.haproxyFolder(settings.dataDir()),
            settings.haproxy(),
            settings.haproxyEnvironment(),
            settings.listener().timedAt(times.port()));
    this.counting = new Counting(haproxy, times);
  }

  void run() {
    try {
      watches.follow(apps(mailbox.peek()));
      awaitFirstReadings();
      haproxy.adopt().ifPresent(this::adopted);
      while (!Thread.currentThread().isInterrupted()) {
        if (pass()) {
          mailbox.await(TICK_MILLIS);
        } else {
          // A report that was written is no reason to try again sooner.
          mailbox.awaitNew(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      log.debug("the router's thread ends", e);
    }
  }

  /** Consul's word is newer than what was saved; but where it does not answer, that must do. */
  private void awaitFirstReadings() throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_READINGS_MILLIS);
    while (!watches.settled() && System.nanoTime() < deadline) {
      watches.follow(apps(mailbox.take()));
      if (!watches.settled()) {
        mailbox.await(20);
      }
    }
  }

  private void adopted(List<Integer> sizes) {
    // Rules of another version count as no room: the reload brings this version's.
    allocation = allocation.atLeast(sizes);
    var saved = new Layout(sizes, allocation.settings().subList(0, sizes.size()), savedVocabulary);
    room = haproxy.hasRulesOf(saved) ? saved : Layout.NONE;
  }

  /** One round; false if it failed and is to be tried again. */
  private boolean pass() {
    try {
      // One that is due is not held back by what may fail now.
      sendReport();
      if (!haproxy.isAlive()) {
        actual = null;
        room = null;
      } else if (actual != null && haproxy.workerPid() != workerPid) {
        log.warn("somebody else has reloaded HAProxy; it is looked at anew");
        actual = null;
      }
      noteOutage();
      var inputs = mailbox.take();
      var idle = counting.idle(allocation);
      var sweep = sweepIsDue();
      if (actual == null || sweep || inputs != planned || !idle.isEmpty()) {
        reconcile(inputs, idle, sweep);
      }
      var solved = !problem.isEmpty();
      problem = "";
      if (solved) {
        report();
      }
      count();
      keepFiles();
      return true;
    } catch (ProxyException e) {
      if (!problem.equals(e.getMessage())) {
        log.warn("{}; it is tried again", e.getMessage());
        problem = e.getMessage();
        report();
      }
      actual = null;
      return false;
    } catch (RuntimeException e) {
      log.error("the router failed; it goes on with what HAProxy has and tries again", e);
      actual = null;
      return false;
    }
  }

  /** A sweep of a large table takes longer than a change, and the next one would wait for it. */
  private boolean sweepIsDue() {
    var seconds = isPast(changedAt) ? SWEEP_SECONDS : LATEST_SWEEP_SECONDS;
    return System.nanoTime() - sweptAt > TimeUnit.SECONDS.toNanos(seconds);
  }

  private void noteOutage() {
    var answered = watches.answered();
    var since = watches.unreachableSince();
    var known = mailbox.peek();
    if (known.withOutage(since, answered) != known) {
      mailbox.update(inputs -> inputs.withOutage(since, answered));
    }
  }

  private void reconcile(Inputs inputs, Set<String> idle, boolean sweep) {
    watches.follow(apps(inputs));
    var dead = room == null;
    var before = Optional.ofNullable(obeyed).filter(last -> last.allocation() == allocation);
    var free = dead ? allocation.leaving() : idle;
    var plan =
        Plan.of(
            inputs,
            accepted,
            allocation,
            free,
            dead ? Vocabulary.NONE : room.vocabulary(),
            before,
            memo);
    if (!dead && !room.holds(plan.layout())) {
      // It is reloaded anyway, and forgets the names that nobody needs any more.
      plan = Plan.of(inputs, accepted, allocation, free, Vocabulary.NONE, before, memo);
    }
    save(plan, inputs);
    accepted = plan.table().accepted();
    allocation = plan.allocation();
    act(plan, dead, sweep);
    planned = inputs;
    obeyed = plan;
    counting.applied(plan, inputs);
    report();
  }

  /** A full disk costs what a restart would need, and not what is served now. */
  private void save(Plan plan, Inputs inputs) {
    try {
      saved.save(plan.table().accepted(), inputs, plan.allocation(), plan.table().vocabulary());
    } catch (UncheckedIOException e) {
      log.error("the last good state cannot be kept on disk; it is applied all the same", e);
    }
  }

  private void keepFiles() {
    if (!filesAreOld || !isPast(changedAt) || !isPast(filesFailedAt)) {
      return;
    }
    try {
      haproxy.writeFiles(room, obeyed.wanted());
      filesAreOld = false;
    } catch (UncheckedIOException e) {
      log.error("HAProxy's files cannot be written; it goes on, a reload by others would not", e);
      filesFailedAt = System.nanoTime();
    }
  }

  private static boolean isPast(long moment) {
    return System.nanoTime() - moment > TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
  }

  private void act(Plan plan, boolean dead, boolean sweep) {
    var layout = plan.layout();
    if (!dead && (actual == null || sweep)) {
      // Before it is read: another one that comes in between is to be noticed.
      workerPid = haproxy.workerPid();
    }
    if (dead) {
      haproxy.start(layout, plan.wanted());
      workerPid = haproxy.workerPid();
      filesAreOld = false;
      room = layout;
      actual = haproxy.read();
    } else if (!room.holds(layout)) {
      if (obeyed != null) {
        counting.beforeReload(allocation);
      }
      haproxy.reload(layout, plan.wanted());
      workerPid = haproxy.workerPid();
      filesAreOld = false;
      room = layout;
      actual = haproxy.read();
    } else if (actual == null || sweep) {
      actual = haproxy.read();
    }
    var changes = Changes.between(actual, plan.wanted(), sweep);
    haproxy.apply(changes);
    if (!changes.isEmpty()) {
      filesAreOld = true;
      changedAt = System.nanoTime();
    }
    actual = sweep || changes.isEmpty() ? actual : actual.after(plan.wanted());
    if (sweep) {
      actual = changes.isEmpty() ? actual : null;
      sweptAt = System.nanoTime();
    }
  }

  private void count() {
    if (counting.isDue(allocation)) {
      counting.read(allocation, planned.drains());
      report();
      // Last: nothing waits for them, and they are in the report of the next reading.
      counting.readUsers(allocation);
    }
  }

  /** As soon as it can be written: to put a large one together takes longer than a change. */
  private void report() {
    reportIsOld = true;
    sendReport();
  }

  private void sendReport() {
    if (reportIsOld && reports.isReady()) {
      reportIsOld = false;
      reports.write(newest());
    }
  }

  private RouterReport newest() {
    var table = obeyed == null ? RouteTable.NONE : obeyed.table();
    var applied = new TreeMap<String, String>();
    table.accepted().forEach((id, document) -> applied.put(id, document.revision()));
    var errors = new TreeMap<>(table.errors());
    errors.putAll((planned == null ? mailbox.peek() : planned).routes().errors());
    if (!problem.isEmpty()) {
      waiting(applied).forEach(id -> errors.putIfAbsent(id, problem));
    }
    return new RouterReport(
        RouterReport.SCHEMA,
        settings.router(),
        settings.group(),
        HaproxyConfig.bracketed(settings.address()) + ":" + settings.port(),
        applied,
        errors,
        counting.backends(table, obeyed == null ? Map.of() : obeyed.backends()),
        counting.drains(allocation),
        counting.loads());
  }

  /** Ids of the documents that HAProxy was not brought to obey. */
  private Set<String> waiting(Map<String, String> applied) {
    var waiting = new TreeSet<String>();
    mailbox
        .peek()
        .routes()
        .documents()
        .forEach(
            (id, document) -> {
              if (!document.revision().equals(applied.get(id))) {
                waiting.add(id);
              }
            });
    return waiting;
  }

  private Set<String> apps(Inputs inputs) {
    Set<RouteDocument> documents = Collections.newSetFromMap(new IdentityHashMap<>());
    documents.addAll(inputs.routes().documents().values());
    documents.addAll(accepted.values());
    return Inputs.apps(documents);
  }
}
