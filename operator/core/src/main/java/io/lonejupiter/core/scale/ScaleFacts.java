package io.lonejupiter.core.scale;

import io.lonejupiter.model.AutoscaleReading;
import io.lonejupiter.model.AutoscaleSpec;
import io.lonejupiter.model.AutoscaleStatus;
import java.time.Instant;
import java.util.List;

/**
 * All that a number of instances depends on, as of one moment.
 *
 * @param begin how many there are before anything was measured
 * @param before null if nothing was decided yet
 * @param readings one for each metric of the spec
 */
public record ScaleFacts(
    AutoscaleSpec spec,
    int begin,
    AutoscaleStatus before,
    List<AutoscaleReading> readings,
    Instant now) {}
