package io.lonejupiter.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A time of the day that needs more instances, whatever the load. */
@ValidationRule(value = "self.from != self.to", message = "from and to must differ")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AutoscaleWindow(
    @JsonPropertyDescription("The days on which it begins; every day if left out.")
        @Size(min = 1, max = 7)
        List<Weekday> days,
    @JsonPropertyDescription("When it begins, as 08:00.") @Required @Pattern(Patterns.TIME_OF_DAY)
        String from,
    @JsonPropertyDescription("When it ends, as 18:00; earlier than from: on the next day.")
        @Required
        @Pattern(Patterns.TIME_OF_DAY)
        String to,
    @JsonPropertyDescription("Name of the time zone, as Europe/Berlin; UTC if left out.")
        @Size(min = 1, max = 64)
        String timeZone,
    @JsonPropertyDescription("Fewest instances in that time.") @Required @Min(1) @Max(1000)
        Integer min) {}
