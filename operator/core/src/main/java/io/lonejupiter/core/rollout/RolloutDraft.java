package io.lonejupiter.core.rollout;

import io.lonejupiter.model.AnalysisStatus;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutStatus;

/** A status of a rollout in the making: only what becomes different is named. */
final class RolloutDraft {
  private RolloutPhase phase;
  private final String revision;
  private String stable;
  private String warm;
  private String warmUntil;
  private Integer step;
  private Integer weight;
  private String startedAt;
  private String stepSince;
  private String progressSince;
  private Integer ready;
  private Boolean rolledBack;
  private String reason;
  private String message;
  private String output;
  private AnalysisStatus analysis;

  private RolloutDraft(String revision) {
    this.revision = revision;
  }

  /** The rollout of a revision that begins now. */
  static RolloutDraft begun(String revision, String stable, int step, String now) {
    var draft = new RolloutDraft(revision);
    draft.stable = stable;
    draft.startedAt = now;
    draft.ready = 0;
    return draft.saying(RolloutPhase.PROGRESSING, null, null).at(step, now);
  }

  static RolloutDraft of(RolloutStatus status) {
    var draft = new RolloutDraft(status.revision());
    draft.phase = status.phase();
    draft.stable = status.stable();
    draft.warm = status.warm();
    draft.warmUntil = status.warmUntil();
    draft.step = status.step();
    draft.weight = status.weight();
    draft.startedAt = status.startedAt();
    draft.stepSince = status.stepSince();
    draft.progressSince = status.progressSince();
    draft.ready = status.ready();
    draft.rolledBack = status.rolledBack();
    draft.reason = status.reason();
    draft.message = status.message();
    draft.output = status.output();
    draft.analysis = status.analysis();
    return draft;
  }

  RolloutDraft saying(RolloutPhase phase, String reason, String message) {
    this.phase = phase;
    this.reason = reason;
    this.message = message;
    this.output = null;
    return this;
  }

  RolloutDraft showing(String output) {
    this.output = output;
    return this;
  }

  RolloutDraft weighing(Integer weight) {
    this.weight = weight;
    return this;
  }

  /** At the beginning of a step, which is progress. */
  RolloutDraft at(int step, String now) {
    this.step = step;
    this.stepSince = now;
    return movingSince(now);
  }

  RolloutDraft movingSince(String now) {
    this.progressSince = now;
    return this;
  }

  RolloutDraft counting(int ready) {
    this.ready = ready;
    return this;
  }

  RolloutDraft measuring(AnalysisStatus analysis) {
    this.analysis = analysis;
    return this;
  }

  RolloutDraft rolledBack(boolean back) {
    this.rolledBack = back ? true : null;
    return this;
  }

  /** Its revision is the stable one from now on. */
  RolloutDraft promoted() {
    this.stable = revision;
    return this;
  }

  /** Another revision is there, too, until then; null: none. */
  RolloutDraft warm(String warm, String until) {
    this.warm = warm;
    this.warmUntil = warm == null ? null : until;
    return this;
  }

  RolloutStatus status() {
    return new RolloutStatus(
        phase,
        revision,
        stable,
        warm,
        warmUntil,
        step,
        weight,
        startedAt,
        stepSince,
        progressSince,
        ready,
        rolledBack,
        reason,
        message,
        output,
        analysis);
  }
}
