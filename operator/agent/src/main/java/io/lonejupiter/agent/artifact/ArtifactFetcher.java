package io.lonejupiter.agent.artifact;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.failure.StepFailedException;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.SourceType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Brings artifacts into the cache from where they lie; each digest once at a time. */
public final class ArtifactFetcher {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int STALL_MILLIS = 30_000;

  private final BlobCache cache;
  private final Supplier<List<URI>> servers;
  private final long limit;
  private final Map<String, ReentrantLock> fetching = new ConcurrentHashMap<>();

  /**
   * @param servers base URLs of the artifact service's healthy servers
   * @param limit largest artifact, in bytes
   */
  public ArtifactFetcher(BlobCache cache, Supplier<List<URI>> servers, long limit) {
    this.cache = cache;
    this.servers = servers;
    this.limit = limit;
  }

  /**
   * Returns when the artifact is in the cache.
   *
   * @param cancelled whether nobody waits for it any more
   */
  public void fetch(ResolvedArtifact artifact, BooleanSupplier cancelled)
      throws StepFailedException, InterruptedException {
    var lock = fetching.computeIfAbsent(artifact.sha256(), digest -> new ReentrantLock());
    while (!lock.tryLock(200, TimeUnit.MILLISECONDS)) {
      if (cancelled.getAsBoolean()) {
        return;
      }
    }
    try {
      if (!cache.has(artifact.sha256())) {
        fetchFromAny(artifact, sources(artifact), cancelled);
      }
    } finally {
      lock.unlock();
    }
  }

  private List<URI> sources(ResolvedArtifact artifact) throws StepFailedException {
    var type = artifact.source().type() == null ? SourceType.STORED : artifact.source().type();
    return switch (type) {
      case STORED -> stored(artifact);
      case HTTP -> List.of(url(artifact, "http", "https"));
      case FILE -> List.of(url(artifact, "file"));
      case OCI ->
          throw new StepFailedException(
              Reason.UNSUPPORTED_SOURCE,
              "artifact "
                  + artifact.name()
                  + ": source.type OCI cannot be fetched yet; use Stored, HTTP or File");
    };
  }

  private List<URI> stored(ResolvedArtifact artifact) throws StepFailedException {
    List<URI> found;
    try {
      found = servers.get();
    } catch (UnavailableException e) {
      throw new StepFailedException(Reason.FETCH_FAILED, e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new StepFailedException(
          Reason.FETCH_FAILED,
          "no healthy lonejupiter-server is registered in Consul to fetch " + artifact.name());
    }
    return found.stream()
        .map(server -> URI.create(server + "/blobs/sha256/" + artifact.sha256()))
        .toList();
  }

  private static URI url(ResolvedArtifact artifact, String... schemes) throws StepFailedException {
    try {
      var url = URI.create(artifact.source().url());
      if (url.getScheme() != null && List.of(schemes).contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StepFailedException(Reason.UNSUPPORTED_SOURCE, badUrl(artifact, schemes), e);
    }
    throw new StepFailedException(Reason.UNSUPPORTED_SOURCE, badUrl(artifact, schemes));
  }

  private static String badUrl(ResolvedArtifact artifact, String... schemes) {
    return "artifact %s: source.url '%s' is no %s URL"
        .formatted(artifact.name(), artifact.source().url(), String.join(" or ", schemes));
  }

  private void fetchFromAny(ResolvedArtifact artifact, List<URI> urls, BooleanSupplier cancelled)
      throws StepFailedException {
    var refusals = new ArrayList<StepFailedException>();
    for (var url : urls) {
      try (var in = open(url)) {
        cache.store(artifact.sha256(), in, url.toString(), limit, cancelled);
        return;
      } catch (FileNotFoundException | NoSuchFileException e) {
        refusals.add(new StepFailedException(Reason.ARTIFACT_NOT_FOUND, "there is no " + url, e));
      } catch (IOException e) {
        refusals.add(new StepFailedException(Reason.FETCH_FAILED, url + ": " + e, e));
      } catch (StepFailedException e) {
        refusals.add(e);
      }
    }
    // Any other reason tells more than that one server does not have it.
    for (var refusal : refusals) {
      if (refusal.reason() != Reason.ARTIFACT_NOT_FOUND) {
        throw refusal;
      }
    }
    throw refusals.get(0);
  }

  private static InputStream open(URI url) throws IOException {
    if (url.getScheme().equals("file")) {
      return Files.newInputStream(Path.of(url.getPath()));
    }
    var connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(STALL_MILLIS);
    if (connection.getResponseCode() / 100 != 2) {
      var status = connection.getResponseCode();
      connection.disconnect();
      if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
        throw new FileNotFoundException(url.toString());
      }
      throw new IOException("answered " + status);
    }
    return connection.getInputStream();
  }
}
