package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.artifact.ArtifactFetcher;
import io.lonejupiter.agent.artifact.BlobCache;
import io.lonejupiter.agent.artifact.Unpacker;
import io.lonejupiter.agent.log.LogWatch;
import io.lonejupiter.agent.registration.Registrar;
import io.lonejupiter.core.document.InstanceReport;
import java.util.function.BiConsumer;

/**
 * What all instances of a host share.
 *
 * @param address what instances listen on unless their assignment names another
 * @param reports is told what became of an instance, by its id
 */
public record HostServices(
    String cluster,
    String host,
    String address,
    BlobCache cache,
    ArtifactFetcher fetcher,
    Unpacker unpacker,
    Registrar registrar,
    LogWatch logs,
    BiConsumer<String, InstanceReport> reports) {}
