package io.lonejupiter.core.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Turns documents into JSON and back, always the same bytes for the same document. */
public final class Documents {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final int LONG = 64 << 10;
  private static final int LONGEST = 64 << 20;
  private static final byte GZIP_FIRST = 0x1f;
  private static final byte GZIP_SECOND = (byte) 0x8b;

  private Documents() {}

  /** A document that cannot be read; it is reported and skipped, never guessed. */
  public static final class UnreadableException extends RuntimeException {
    public UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The same, compressed if it is long: a value of Consul holds 512 KB. {@link #read} takes both.
   */
  public static byte[] writeCompact(Object document) {
    var json = write(document);
    if (json.length < LONG) {
      return json;
    }
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] expanded(byte[] bytes) throws IOException {
    if (bytes.length < 2 || bytes[0] != GZIP_FIRST || bytes[1] != GZIP_SECOND) {
      return bytes;
    }
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      var json = gzip.readNBytes(LONGEST + 1);
      if (json.length > LONGEST) {
        throw new IOException("it is longer than " + LONGEST + " bytes");
      }
      return json;
    }
  }

  public static byte[] write(Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + document, e);
    }
  }

  /**
   * Reads a document.
   *
   * @param key where it was found, for the error
   * @throws UnreadableException it is no JSON, of another shape, or of a newer schema
   */
  public static <T> T read(String key, byte[] json, Class<T> type) {
    try {
      var tree = MAPPER.readTree(expanded(json));
      var schema = tree == null ? 0 : tree.path("schema").asInt(0);
      if (schema != 1) {
        throw new UnreadableException(
            key + ": schema is " + schema + ", this version reads 1", null);
      }
      return MAPPER.treeToValue(tree, type);
    } catch (IOException e) {
      throw new UnreadableException(key + ": " + e.getMessage(), e);
    }
  }

  /** The first {@code digits} hexadecimal digits of the SHA-256 of the value's JSON. */
  public static String hash(Object value, int digits) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256").digest(write(value));
      return HexFormat.of().formatHex(sha256).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * What {@link InstanceReport#assignmentHash} answers. A verdict is an answer itself, and asks for
   * none.
   */
  public static String hash(Assignment assignment) {
    return hash(assignment.withoutVerdict(), 16);
  }

  /** For logs and for tests. */
  public static String text(Object document) {
    return new String(write(document), StandardCharsets.UTF_8);
  }

  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }
}
