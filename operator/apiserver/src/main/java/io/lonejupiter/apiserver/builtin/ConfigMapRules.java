package io.lonejupiter.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.status.FieldError;
import java.util.ArrayList;
import java.util.List;

/** Config maps: no key twice, no more than a mebibyte, and no change once immutable. Pure. */
final class ConfigMapRules implements KindRules {

  @Override
  public List<FieldError> check(ObjectNode map) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode binary = map.path("binaryData");
    long size = 0;
    for (var entry : map.path("data").properties()) {
      String key = entry.getKey();
      errors.addAll(DataKeys.key("data", key));
      if (binary.has(key)) {
        errors.add(
            FieldError.invalid("data[" + key + "]", key, "duplicate of key present in binaryData"));
      }
      size += DataKeys.textBytes(entry.getValue());
    }
    for (var entry : binary.properties()) {
      errors.addAll(DataKeys.key("binaryData", entry.getKey()));
      size += DataKeys.decodedBytes(entry.getValue());
    }
    if (size > DataKeys.MAX_BYTES) {
      errors.add(FieldError.tooLong("[]", DataKeys.MAX_BYTES));
    }
    return errors;
  }

  @Override
  public List<FieldError> change(ObjectNode before, ObjectNode after) {
    return DataKeys.immutable(before, after, List.of("data", "binaryData"));
  }
}
