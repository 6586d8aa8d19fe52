package io.lonejupiter.apiserver;

import java.time.Instant;

/**
 * Which part of a pod's log a client wants.
 *
 * @param container empty for the only one
 * @param since null for the beginning
 * @param tailLines null for all
 * @param limitBytes null for all
 * @param timestamps each line begins with the time at which it arrived
 */
public record PodLogOptions(
    String container,
    boolean follow,
    boolean previous,
    Instant since,
    Long tailLines,
    Long limitBytes,
    boolean timestamps) {}
