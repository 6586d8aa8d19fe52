package io.lonejupiter.cli.command;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Durations as manifests write them, and days: {@code 30d}, {@code 12h}. */
final class LifeConverter implements ITypeConverter<Duration> {
  private static final String DAYS = "[0-9]{1,6}d";

  @Override
  public Duration convert(String value) throws Exception {
    return value.matches(DAYS)
        ? Duration.ofDays(Long.parseLong(value.substring(0, value.length() - 1)))
        : new DurationConverter().convert(value);
  }
}
