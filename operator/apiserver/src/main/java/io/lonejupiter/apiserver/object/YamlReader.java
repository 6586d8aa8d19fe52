package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.reader.UnicodeReader;
import org.yaml.snakeyaml.scanner.ScannerException;

/**
 * Reads YAML that clients send, of which JSON is a part. The last of fields given twice counts;
 * numbers are as {@link JsonReader} has them. Pure.
 */
public final class YamlReader {
  /** Kubernetes' parser takes none but 1.1. */
  private static final Pattern OTHER_VERSION =
      Pattern.compile("(?:#[^\\n]*\\n|\\s*\\n)*%YAML\\s+(?!1\\.1\\s)");

  private static final int HEAD = 500;

  private static final LoaderOptions OPTIONS = new LoaderOptions();

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
          // Kubernetes reads it as YAML and writes it as JSON, where 1.0 is 1.
          JsonReader.settle(json.root());
          return new Document(json.root(), List.of());
        }
      } catch (IOException notJson) {
        return parse(text);
      }
    }
    return parse(text);
  }

  private static Document parse(byte[] text) throws IOException {
    String head = new String(text, 0, Math.min(text.length, HEAD), StandardCharsets.UTF_8);
    if (OTHER_VERSION.matcher(head).lookingAt()) {
      throw new IOException("yaml: found incompatible YAML document");
    }
    try {
      Reader reader = new UnicodeReader(new ByteArrayInputStream(text));
      YamlTree tree = new YamlTree(new ParserImpl(new StreamReader(reader), OPTIONS));
      return new Document(tree.read(), tree.duplicates());
    } catch (MarkedYAMLException e) {
      throw new IOException("yaml: " + line(e) + problem(e.getMessage()), e);
    } catch (ReaderException e) {
      throw new IOException("yaml: control characters are not allowed", e);
    } catch (YAMLException e) {
      throw new IOException("yaml: " + e.getMessage(), e);
    }
  }

  /** As Kubernetes' parser counts: from 0 but for what no token begins with; 0 is not told. */
  private static String line(MarkedYAMLException e) {
    int problem = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
    int context = e.getContextMark() == null ? 0 : e.getContextMark().getLine();
    int line = problem == 0 ? context : e instanceof ScannerException ? problem + 1 : problem;
    return line == 0 ? "" : "line " + line + ": ";
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
    if (message.contains("mapping keys are not allowed")) {
      return "mapping keys are not allowed in this context";
    }
    if (message.contains("sequence entries are not allowed")) {
      return "block sequence entries are not allowed in this context";
    }
    if (message.contains("that cannot start any token")) {
      return "found character that cannot start any token";
    }
    if (message.contains("unknown escape character")) {
      return "found unknown escape character";
    }
    if (message.contains("unexpected character found")) {
      return "did not find expected alphabetic or numeric character";
    }
    if (message.contains("expected <block end>")) {
      return "did not find expected key";
    }
    return first;
  }
}
