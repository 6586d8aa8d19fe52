package io.lonejupiter.core.port;

/**
 * An instance as it is registered in the service catalog.
 *
 * @param id {@code <namespace>.<name>} of the AppDeployment
 * @param token the process it was registered for
 * @param node the catalog's node that it belongs to
 * @param passing all its checks and its node's are green
 * @param checkOutput what its worst check says
 */
public record ServiceInstance(
    String id,
    String app,
    String namespace,
    String map,
    String version,
    String branch,
    String revision,
    String role,
    String token,
    String address,
    int port,
    String node,
    boolean passing,
    String checkOutput) {}
