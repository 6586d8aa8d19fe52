package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** A change of requests or responses on their way, as Gateway API has it. */
@ValidationRule(
    value =
        "has(self.requestHeaderModifier) == (self.type == 'RequestHeaderModifier') && has(self.responseHeaderModifier) == (self.type == 'ResponseHeaderModifier') && has(self.requestRedirect) == (self.type == 'RequestRedirect') && has(self.urlRewrite) == (self.type == 'URLRewrite')",
    message = "give the field that type names, and no other")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteFilter(
    @JsonPropertyDescription("What it changes.") @Required RouteFilterType type,
    @JsonPropertyDescription("Changes of the request's headers.")
        HeaderModifier requestHeaderModifier,
    @JsonPropertyDescription("Changes of the response's headers.")
        HeaderModifier responseHeaderModifier,
    @JsonPropertyDescription("Answers with another address.") RequestRedirect requestRedirect,
    @JsonPropertyDescription("Changes host or path of the request.") URLRewrite urlRewrite) {}
