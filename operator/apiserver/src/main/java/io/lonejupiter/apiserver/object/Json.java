package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reading and writing of JSON and YAML documents, with the limits that hold for all requests. */
public final class Json {
  /** How deep a document may be nested. */
  public static final int MAX_DEPTH = 200;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
  private static final ObjectMapper MAPPER =
      new ObjectMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectMapper YAML =
      new ObjectMapper(YAMLFactory.builder().streamReadConstraints(LIMITS).build());

  private static final ObjectMapper YAML_OUT =
      new ObjectMapper(
              YAMLFactory.builder()
                  .stringQuotingChecker(new KubernetesQuotes())
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final ObjectWriter PRETTY = MAPPER.writer(new KubernetesPrinter());

  private Json() {}

  /** Quotes as little as Kubernetes does, but what could be taken for a time. */
  private static final class KubernetesQuotes extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d?-\\d\\d?([Tt ].*)?");

    @Override
    public boolean needToQuoteName(String name) {
      return !name.equals(".") && super.needToQuoteName(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || TIME.matcher(value).matches();
    }
  }

  /** Two spaces, no space before a colon, nothing inside what is empty. */
  private static final class KubernetesPrinter extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    KubernetesPrinter() {
      super(
          Separators.createDefaultInstance()
              .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
              .withObjectEmptySeparator("")
              .withArrayEmptySeparator(""));
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      indentArraysWith(indenter);
      indentObjectsWith(indenter);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new KubernetesPrinter();
    }
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @throws IOException the text is not one JSON document or is nested too deeply
   */
  public static JsonNode parse(byte[] text) throws IOException {
    return JsonReader.read(text).root();
  }

  /** For text this server wrote itself. */
  public static JsonNode parseTrusted(byte[] text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("stored object is not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * @throws IOException the text is no YAML document, is nested too deeply, or grows too much by
   *     its aliases
   */
  public static JsonNode parseYaml(byte[] text) throws IOException {
    return YamlReader.read(text).root();
  }

  /** Every document of a YAML resource. */
  public static List<JsonNode> readYamlDocuments(InputStream in) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(in)) {
      List<JsonNode> all = new ArrayList<>();
      documents.forEachRemaining(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Kubernetes writes JSON for people. */
  public static byte[] pretty(JsonNode node) {
    try {
      return PRETTY.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Kubernetes writes YAML: keys in alphabetical order. */
  public static byte[] yaml(JsonNode node) {
    try {
      return YAML_OUT.writeValueAsBytes(YAML_OUT.treeToValue(node, Object.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
