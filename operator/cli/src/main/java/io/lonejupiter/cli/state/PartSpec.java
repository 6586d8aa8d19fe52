package io.lonejupiter.cli.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/**
 * A process that the supervisor keeps running.
 *
 * @param command program and arguments
 * @param environment what it gets beside the supervisor's own environment
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PartSpec(String name, List<String> command, Map<String, String> environment) {
  public PartSpec {
    command = List.copyOf(command);
    environment = environment == null ? Map.of() : Map.copyOf(environment);
  }
}
