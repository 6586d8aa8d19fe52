package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What an instance's processes use.
 *
 * @param cpuMillis thousandths of a core, over the last seconds
 * @param memoryBytes memory that is theirs, with their part of what they share
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record InstanceUsage(int cpuMillis, long memoryBytes) {}
