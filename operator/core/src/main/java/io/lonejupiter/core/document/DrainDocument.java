package io.lonejupiter.core.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lonejupiter.model.DrainUntil;

/**
 * An instance that routers give no new sessions. It stays until the instance is gone.
 *
 * @param since RFC 3339
 * @param maxDuration such as {@code 5m}; counted from {@code since}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrainDocument(
    int schema,
    String namespace,
    String name,
    String app,
    String since,
    DrainUntil until,
    String maxDuration) {
  public static final int SCHEMA = 1;

  /** Where nobody has said how long a drain may last. */
  public static final String DEFAULT_MAX_DURATION = "5m";

  public String instanceId() {
    return Keys.instanceId(namespace, name);
  }
}
