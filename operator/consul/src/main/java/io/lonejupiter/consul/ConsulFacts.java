package io.lonejupiter.consul;

import com.fasterxml.jackson.databind.JsonNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process must know of its local Consul agent before it relies on it. */
public final class ConsulFacts {
  private static final Logger log = LoggerFactory.getLogger(ConsulFacts.class);

  /** Each watch holds a connection; below this a few dozen processes on one address starve. */
  private static final int ENOUGH_CONNECTIONS = 1_000;

  private final JsonNode self;

  private ConsulFacts(JsonNode self) {
    this.self = self;
  }

  /** Asks the local agent about itself. */
  public static ConsulFacts of(ConsulHttp http) {
    return new ConsulFacts(http.get("/v1/agent/self").orFail("the local consul agent").json());
  }

  public String node() {
    return self.at("/Config/NodeName").asText();
  }

  public String version() {
    return self.at("/Config/Version").asText();
  }

  /** Connections that one address may open, or -1 where the agent does not say. */
  public int connectionsPerClient() {
    return self.at("/DebugConfig/HTTPMaxConnsPerClient").asInt(-1);
  }

  /** Warns where the agent's limit is too low for many processes on one address. */
  public ConsulFacts warnOfLimits() {
    var limit = connectionsPerClient();
    if (limit >= 0 && limit < ENOUGH_CONNECTIONS) {
      log.warn(
          "consul's limits.http_max_conns_per_client is {}: with many processes on one address"
              + " their watches starve each other; set it to 5000",
          limit);
    }
    return this;
  }
}
