package io.lonejupiter.kubernetes.artifact;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.port.ArtifactRegistry;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome.Created;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome.Refused;
import io.lonejupiter.core.port.ArtifactRegistry.Outcome.Unchanged;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.ArtifactSpec;
import io.lonejupiter.model.SourceType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Writes uploads as Artifact objects. */
public final class KubernetesArtifactRegistry implements ArtifactRegistry {
  private final KubernetesClient client;
  private final Consumer<Artifact> uploaded;

  /**
   * @param uploaded is told of an Artifact that was there before its bytes came
   */
  public KubernetesArtifactRegistry(KubernetesClient client, Consumer<Artifact> uploaded) {
    this.client = client;
    this.uploaded = uploaded;
  }

  @Override
  public Outcome register(Upload upload) {
    var artifact = new Artifact();
    artifact.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(upload.namespace())
            .withName(objectName(upload.app(), upload.version()))
            .build());
    artifact.setSpec(
        new ArtifactSpec(
            upload.app(),
            upload.version(),
            upload.branch(),
            upload.commit(),
            new ArtifactSource(SourceType.STORED, null),
            upload.sha256(),
            upload.format()));
    try {
      return new Created(entry(client.resource(artifact).create()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return existing(upload, artifact);
      }
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == 422) {
        return new Refused(e.getCode(), e.getStatus().getMessage());
      }
      throw e;
    }
  }

  private Outcome existing(Upload upload, Artifact wanted) {
    var there =
        client
            .resources(Artifact.class)
            .inNamespace(upload.namespace())
            .withName(wanted.getMetadata().getName())
            .get();
    if (there == null) {
      return new Refused(
          HttpURLConnection.HTTP_CONFLICT, "it was removed at this moment; push it again");
    }
    if (there.getSpec().sha256().equals(upload.sha256())) {
      uploaded.accept(there);
      return new Unchanged(entry(there));
    }
    return new Refused(
        HttpURLConnection.HTTP_CONFLICT,
        "version %s of %s is there already with SHA-256 %s, and this upload has %s; versions are"
                .formatted(
                    upload.version(), upload.app(), there.getSpec().sha256(), upload.sha256())
            + " immutable: push it under another version");
  }

  @Override
  public List<Entry> list(String namespace) {
    var artifacts = client.resources(Artifact.class);
    var list =
        namespace == null
            ? artifacts.inAnyNamespace().list()
            : artifacts.inNamespace(namespace).list();
    return list.getItems().stream().map(KubernetesArtifactRegistry::entry).toList();
  }

  private static Entry entry(Artifact artifact) {
    return new Entry(
        artifact.getMetadata().getNamespace(),
        artifact.getMetadata().getName(),
        artifact.getSpec(),
        artifact.getStatus() == null ? null : artifact.getStatus().sequence());
  }

  /**
   * {@code <app>-<version>}; a version that is no object name gets a hash, so that two never meet.
   */
  static String objectName(String app, String version) {
    var name = app + "-" + version;
    if (name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?") && !name.contains("..")) {
      return name;
    }
    var safe = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    return safe + "-" + Documents.hash(name, 6);
  }
}
