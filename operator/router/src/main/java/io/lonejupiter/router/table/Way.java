package io.lonejupiter.router.table;

import java.util.List;
import java.util.Optional;

/**
 * One way to a rule, for those who look at one after another: the first that holds counts.
 *
 * @param conditions beside host and path
 * @param override the backend that takes all of it; empty where the weights divide it
 */
public record Way(Rule rule, Claim claim, List<Condition> conditions, Optional<String> override) {}
