package io.lonejupiter.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a value must satisfy beyond its type. Null components are not limited.
 *
 * @param required fields an object must have
 * @param allowed the values of an enum
 * @param allOf further limits, all of which hold
 * @param anyOf further limits, one of which holds
 * @param oneOf further limits, exactly one of which holds
 * @param not limits that must not hold
 */
public record Limits(
    List<String> required,
    List<JsonNode> allowed,
    Pattern pattern,
    String format,
    BigDecimal minimum,
    BigDecimal maximum,
    boolean exclusiveMinimum,
    boolean exclusiveMaximum,
    BigDecimal multipleOf,
    Integer minLength,
    Integer maxLength,
    Integer minItems,
    Integer maxItems,
    boolean uniqueItems,
    Integer minProperties,
    Integer maxProperties,
    List<Schema> allOf,
    List<Schema> anyOf,
    List<Schema> oneOf,
    Schema not) {}
