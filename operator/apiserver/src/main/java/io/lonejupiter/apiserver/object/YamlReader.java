package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.List;

/**
 * Reads YAML that clients send, of which JSON is a part. The last of fields given twice counts;
 * numbers are as {@link JsonReader} has them. Pure.
 */
public final class YamlReader {
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Json.MAX_DEPTH).build())
          .build();

  private YamlReader() {}

  /**
   * A document.
   *
   * @param duplicates a sentence for each field given more than once, in the order of the text
   */
  public record Document(JsonNode root, List<String> duplicates) {}

  /**
   * @throws IOException the text is not YAML, or is nested too deeply
   */
  public static Document read(byte[] text) throws IOException {
    if (text.length > 0 && text[0] == '{') {
      try {
        JsonReader.Document json = JsonReader.read(text);
        if (json.duplicates().isEmpty()) {
          return new Document(json.root(), List.of());
        }
      } catch (IOException notJson) {
        return parse(text);
      }
    }
    return parse(text);
  }

  private static Document parse(byte[] text) throws IOException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlTree tree = new YamlTree(parser);
      return new Document(tree.read(), tree.duplicates());
    } catch (JsonProcessingException e) {
      String problem = problem(e.getOriginalMessage());
      int number = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      boolean told = number > 1 || number == 1 && problem.startsWith("did not find");
      throw new IOException("yaml: " + (told ? "line " + number + ": " : "") + problem, e);
    }
  }

  /** The words of the parser that Kubernetes uses, as far as they are known. */
  private static String problem(String message) {
    String first = message.lines().filter(l -> !l.startsWith(" ")).reduce((a, b) -> b).orElse("");
    if (message.contains("mapping values are not allowed")) {
      return "mapping values are not allowed in this context";
    }
    if (message.contains("expected ',' or '}'")) {
      return "did not find expected ',' or '}'";
    }
    if (message.contains("expected ',' or ']'")) {
      return "did not find expected ',' or ']'";
    }
    if (message.contains("expected the node content")) {
      return "did not find expected node content";
    }
    return first;
  }
}
