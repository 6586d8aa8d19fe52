package io.lonejupiter.core.document;

/**
 * Where each document lies in Consul's KV store. Every watched prefix holds a sentinel key, because
 * a blocking query on an empty prefix wakes on every write to the store.
 *
 * @param cluster name of the installation; several may share one Consul
 */
public record Keys(String cluster) {
  /** Name of the key that keeps a watched prefix from being empty. */
  public static final String SENTINEL = ".keep";

  public String root() {
    return "lonejupiter/" + cluster + "/";
  }

  /** The lock that the leading server holds: {@link LeaderDocument}. */
  public String leader() {
    return root() + "leader";
  }

  public String hosts() {
    return root() + "hosts/";
  }

  /** Inventory of a host, written by its agent and bound to its session: {@link HostInfo}. */
  public String hostInfo(String host) {
    return hosts() + host + "/info";
  }

  public String assignments(String host) {
    return hosts() + host + "/assignments/";
  }

  /** What a host shall run, written by the leader: {@link Assignment}. */
  public String assignment(String host, String instanceId) {
    return assignments(host) + instanceId;
  }

  public String verifications(String host) {
    return hosts() + host + "/verifications/";
  }

  /**
   * What a host shall verify an instance of another host with, written by the leader: {@link
   * RemoteVerification}.
   */
  public String verification(String host, String instanceId) {
    return verifications(host) + instanceId;
  }

  /** What a host runs, written by its agent: {@link HostReport}. */
  public String hostReport(String host) {
    return hosts() + host + "/report";
  }

  public String drains() {
    return root() + "drains/";
  }

  /** An instance that is to get no new traffic, written by the leader: {@link DrainDocument}. */
  public String drain(String instanceId) {
    return drains() + instanceId;
  }

  public String routes() {
    return root() + "routes/";
  }

  /** The rules of one FrontEndConfig, written by the leader: {@link RouteDocument}. */
  public String route(String namespace, String name) {
    return routes() + namespace + "." + name;
  }

  public String routers() {
    return root() + "routers/";
  }

  /** What a router has applied, bound to its session: {@link RouterReport}. */
  public String routerReport(String router) {
    return routers() + router + "/report";
  }

  public String blobs() {
    return root() + "blobs/";
  }

  /** That bytes were uploaded, written by the leader that took them: {@link BlobDocument}. */
  public String blob(String sha256) {
    return blobs() + sha256;
  }

  /** The embedded API server's objects. */
  public String api() {
    return root() + "api/";
  }

  /** The secrets that all servers share, written by the first of them: {@link AccessDocument}. */
  public String accessSecrets() {
    return root() + "access/secrets";
  }

  public String users() {
    return root() + "access/users/";
  }

  /** A user of the embedded API, written by {@code lonejupiter user}: {@link UserDocument}. */
  public String user(String name) {
    return users() + name;
  }

  /** {@code <namespace>.<name>}; a namespace has no dot, so the first one divides. */
  public static String instanceId(String namespace, String name) {
    return namespace + "." + name;
  }

  /** Last part of a key. */
  public static String lastSegment(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  public static boolean isSentinel(String key) {
    return lastSegment(key).equals(SENTINEL);
  }
}
