package io.lonejupiter.cli.state;

/** The ports that a system started by {@code up} listens on, with the numbers it would like. */
public enum Port {
  API(6443, "the Kubernetes API"),
  ROUTER(8000, "the router"),
  SERVER(8080, "the server"),
  CONSUL_HTTP(8500, "Consul's HTTP API"),
  CONSUL_DNS(8600, "Consul's DNS"),
  CONSUL_SERVER(8300, "Consul's RPC"),
  CONSUL_SERF_LAN(8301, "Consul's gossip"),
  CONSUL_SERF_WAN(8302, "Consul's gossip between data centres");

  private final int standard;
  private final String purpose;

  Port(int standard, String purpose) {
    this.standard = standard;
    this.purpose = purpose;
  }

  public int standard() {
    return standard;
  }

  /** What listens there, as words in a sentence. */
  public String purpose() {
    return purpose;
  }
}
