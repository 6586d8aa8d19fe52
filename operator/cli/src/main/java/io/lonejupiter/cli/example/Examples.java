package io.lonejupiter.cli.example;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.cli.CommandFailure;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Uploads the sample app's artifacts and applies the manifests. Each file is applied when it is new
 * or has changed since it was applied, so that an edit made with kubectl is not undone by the next
 * {@code up}. Doing it twice is harmless.
 */
public final class Examples {
  private static final String FIELD_MANAGER = "lonejupiter";
  private static final Predicate<GenericKubernetesResource> IS_NAMESPACE =
      object -> "Namespace".equals(object.getKind());

  private final ExampleFiles files;
  private final AppliedFiles applied;
  private final Consumer<String> progress;

  /**
   * @param folder where they lie
   * @param record keeps what was applied
   * @param progress told a sentence for each step
   */
  public Examples(Path folder, Path record, Consumer<String> progress) {
    this.files = new ExampleFiles(folder);
    this.applied = new AppliedFiles(record);
    this.progress = progress;
  }

  /**
   * Namespaces first, because artifacts lie in them; then artifacts; then all the rest.
   *
   * @throws CommandFailure one of them is refused
   */
  public void bring(KubernetesClient client, ArtifactUpload upload) {
    List<Path> manifests = files.manifests().stream().filter(applied::differs).toList();
    for (Path manifest : manifests) {
      apply(client, manifest, IS_NAMESPACE);
    }
    if (applied.differs(files.app()) || applied.differs(files.artifactList())) {
      upload(upload);
      applied.add(files.app());
      applied.add(files.artifactList());
    }
    for (Path manifest : manifests) {
      apply(client, manifest, IS_NAMESPACE.negate());
      applied.add(manifest);
      progress.accept("applied examples/" + manifest.getFileName());
    }
  }

  private void upload(ArtifactUpload upload) {
    SampleApp app = SampleApp.compile(files.app());
    List<ExampleArtifact> artifacts = files.artifacts();
    for (ExampleArtifact artifact : artifacts) {
      byte[] jar = app.jar(artifact.app(), artifact.version(), artifact.branch());
      var result = upload.put(artifact, BodyPublishers.ofByteArray(jar));
      if (!result.stored()) {
        progress.accept(
            "%s %s in %s is kept as it is: %s"
                .formatted(
                    artifact.app(), artifact.version(), artifact.namespace(), result.answer()));
      }
    }
    progress.accept("uploaded " + artifacts.size() + " artifacts of the sample app");
  }

  private static void apply(
      KubernetesClient client, Path manifest, Predicate<GenericKubernetesResource> which) {
    ExampleFiles.objects(manifest).stream()
        .filter(which)
        .forEach(object -> apply(client, manifest, object));
  }

  private static void apply(
      KubernetesClient client, Path manifest, GenericKubernetesResource object) {
    LastApplied.note(object);
    try {
      client.resource(object).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      throw new CommandFailure(
          "%s: %s %s is refused: %s"
              .formatted(
                  manifest.getFileName(),
                  object.getKind(),
                  object.getMetadata().getName(),
                  e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()),
          e);
    }
  }
}
