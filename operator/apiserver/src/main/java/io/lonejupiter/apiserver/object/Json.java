package io.lonejupiter.apiserver.object;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

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

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @throws IOException the text is not one JSON document or is nested too deeply
   */
  public static JsonNode parse(byte[] text) throws IOException {
    return MAPPER.readTree(text);
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
    return YamlTree.read(YAML.getFactory().createParser(text));
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

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
