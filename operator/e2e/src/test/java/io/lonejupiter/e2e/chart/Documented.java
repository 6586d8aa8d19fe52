package io.lonejupiter.e2e.chart;

import com.marcnuri.helm.Helm;
import io.lonejupiter.e2e.harness.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The commands of a page, done as they stand there. Those of {@code helm} are done by Helm as a
 * library; a shell does the others, in a folder in which the page's files are.
 */
final class Documented implements AutoCloseable {
  private static final List<String> LINKS = List.of("crds", "helm");

  private final String page;
  private final Path folder;
  private final Map<String, String> environment;

  Documented(String page, Path folder, Path kubeconfig, String path) {
    try {
      this.page = Files.readString(Chart.home().resolve(page));
      for (var name : LINKS) {
        Files.createSymbolicLink(folder.resolve(name), Chart.home().resolve(name));
      }
      Files.writeString(folder.resolve("values.yaml"), blocks("yaml").get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.folder = folder;
    this.environment = Map.of("KUBECONFIG", kubeconfig.toString(), "PATH", path);
  }

  /** The commands under a heading, one a line. */
  List<String> commands(String heading) {
    var section = page.substring(page.indexOf("## " + heading + "\n"));
    var end = section.indexOf("\n## ");
    return blocks("sh", end < 0 ? section : section.substring(0, end)).stream()
        .flatMap(String::lines)
        .toList();
  }

  /** How many commands the whole page has. */
  long size() {
    return blocks("sh").stream().flatMap(String::lines).count();
  }

  private List<String> blocks(String language) {
    return blocks(language, page);
  }

  private static List<String> blocks(String language, String text) {
    var blocks = new ArrayList<String>();
    for (var part : text.split("```" + language + "\n")) {
      blocks.add(part.split("\n```")[0]);
    }
    return blocks.subList(1, blocks.size());
  }

  /** Does a command and gives its output; fails unless it works. */
  String run(String command) {
    return command.startsWith("helm ")
        ? helm(Arrays.asList(command.split(" ")))
        : Shell.run(folder, environment, List.of("/bin/sh", "-ec", command)).orFail();
  }

  private String helm(List<String> words) {
    var namespace = option(words, "-n");
    var kubeconfig = Path.of(environment.get("KUBECONFIG"));
    return switch (words.get(1)) {
      case "install" ->
          new Helm(archive(words.get(3)))
              .install()
              .withName(words.get(2))
              .withNamespace(namespace)
              .withValuesFile(folder.resolve(option(words, "-f")))
              .withKubeConfig(kubeconfig)
              .call()
              .getOutput();
      case "upgrade" ->
          new Helm(archive(words.get(3)))
              .upgrade()
              .withName(words.get(2))
              .withNamespace(namespace)
              .withValuesFile(folder.resolve(option(words, "-f")))
              .withKubeConfig(kubeconfig)
              .call()
              .getOutput();
      case "uninstall" ->
          Helm.uninstall(words.get(2)).withNamespace(namespace).withKubeConfig(kubeconfig).call();
      default -> throw new AssertionError("not known how to do: " + words);
    };
  }

  private static String option(List<String> words, String name) {
    return words.get(words.indexOf(name) + 1);
  }

  private Path archive(String pattern) {
    var name = Shell.run(folder, Map.of(), List.of("/bin/sh", "-ec", "echo " + pattern)).orFail();
    return folder.resolve(name.strip());
  }

  @Override
  public void close() throws IOException {
    for (var name : LINKS) {
      Files.delete(folder.resolve(name));
    }
  }
}
