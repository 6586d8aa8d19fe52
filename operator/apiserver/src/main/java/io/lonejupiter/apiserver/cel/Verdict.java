package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.status.FieldError;
import java.util.List;

/**
 * What the rules say of one object.
 *
 * @param errors for which it is refused
 * @param forgiven what was wrong before and did not change; the client is warned
 */
public record Verdict(List<FieldError> errors, List<FieldError> forgiven) {
  public static final Verdict GOOD = new Verdict(List.of(), List.of());
}
