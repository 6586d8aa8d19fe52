package io.lonejupiter.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Where {@code v1/pods} come from: each is computed from an object of another kind with the same
 * namespace and name, comes and goes with it, and is never stored.
 */
public interface PodSource {

  /** The {@code <group>/<plural>} of the kind that pods are computed from. */
  String collection();

  /**
   * The pod of an object; null if it has none. Must be pure and quick, as all writes wait for it.
   *
   * @param source must not be changed
   */
  ObjectNode pod(ObjectNode source);

  /**
   * Opens the log of a pod that runs somewhere. The answer ends with the log, and fails when the
   * log breaks off; canceling it gives everything back.
   *
   * @return fails with an {@link io.lonejupiter.apiserver.status.ApiException} that is the client's
   *     answer
   */
  CompletionStage<Flow.Publisher<ByteBuffer>> log(JsonNode pod, PodLogOptions options);

  /** Why nothing can be run in a pod, attached or forwarded to; a sentence for the client. */
  String whyNoExec(JsonNode pod);
}
