package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Leases: numbers that make sense. Pure. */
final class LeaseRules implements KindRules {

  @Override
  public List<FieldError> check(ObjectNode lease) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode seconds = lease.at("/spec/leaseDurationSeconds");
    if (seconds.isNumber() && seconds.asInt() <= 0) {
      errors.add(
          FieldError.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
    }
    JsonNode transitions = lease.at("/spec/leaseTransitions");
    if (transitions.isNumber() && transitions.asInt() < 0) {
      errors.add(
          FieldError.invalid(
              "spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
    }
    return errors;
  }

  /** Coordinated leader election is not served, as by a Kubernetes as it comes. */
  @Override
  public void complete(ObjectNode before, ObjectNode lease) {
    if (lease.path("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("strategy", "preferredHolder"));
    }
  }
}
