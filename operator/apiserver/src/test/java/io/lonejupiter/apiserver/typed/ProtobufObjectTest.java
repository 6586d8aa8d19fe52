package io.lonejupiter.apiserver.typed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes are what kubectl 1.32 sends. */
class ProtobufObjectTest {
  private static final String META = "\n\u0011\n\u0001x\u0012\0\u001a\0\"\0*\0002\08\0B\0";

  private static byte[] envelope(String apiVersion, String kind, String content) {
    String type =
        "\n" + (char) apiVersion.length() + apiVersion + "\u0012" + (char) kind.length() + kind;
    return bytes(
        "k8s\0\n"
            + (char) type.length()
            + type
            + "\u0012"
            + (char) content.length()
            + content
            + "\u001a\0\"\0");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ObjectNode decode(String apiVersion, String kind, String content)
      throws IOException {
    return ProtobufObject.open(envelope(apiVersion, kind, content)).toJson();
  }

  private static JsonNode yaml(String text) throws IOException {
    return Json.parseYaml(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatKubectlSendsToCreateANamespace() throws IOException {
    assertThat(decode("v1", "Namespace", META + "\u0012\0\u001a\u0002\n\0"))
        .isEqualTo(
            yaml("{apiVersion: v1, kind: Namespace, metadata: {name: x}, spec: {}, status: {}}"));
  }

  @Test
  void readsWhatKubectlSendsToCreateAConfigMap() throws IOException {
    String map = META + "\u0012\u0006\n\u0001a\u0012\u0001b\u001a\u0006\n\u0001c\u0012\u0001\u00ff";
    assertThat(decode("v1", "ConfigMap", map))
        .isEqualTo(
            yaml(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: b},"
                    + " binaryData: {c: /w==}}"));
  }

  @Test
  void keepsZerosThatAPointerHolds() throws IOException {
    assertThat(decode("v1", "DeleteOptions", "\u0008\0\u0018\0\"\nBackground"))
        .isEqualTo(
            yaml(
                "{apiVersion: v1, kind: DeleteOptions, gracePeriodSeconds: 0,"
                    + " orphanDependents: false, propagationPolicy: Background}"));
  }

  @Test
  void readsTimesWithMicroseconds() throws IOException {
    // 2001-09-09T01:46:40.000005Z
    String time = "\u0008\u0080\u0094\u00eb\u00dc\u0003\u0010\u0088\u0027";
    String spec = "\u001a" + (char) time.length() + time;
    String lease = "\u0012" + (char) spec.length() + spec;
    assertThat(decode("coordination.k8s.io/v1", "Lease", lease).at("/spec/acquireTime").asText())
        .isEqualTo("2001-09-09T01:46:40.000005Z");
  }

  @Test
  void mergesAMessageThatIsGivenTwice() throws IOException {
    String twice = "\n\u0003\n\u0001x\n\u0003\u001a\u0001y";
    assertThat(decode("v1", "ConfigMap", twice).path("metadata"))
        .isEqualTo(yaml("{name: x, namespace: 'y'}"));
  }

  @Test
  void skipsFieldsNobodyKnows() throws IOException {
    String group = "\u00f3\u0001\u0008\u0001\u00f4\u0001";
    String others = "\u00f8\u0001\u0007\u00f9\u000112345678\u00fa\u0001\u0002ab\u00fd\u00011234";
    assertThat(decode("v1", "ConfigMap", group + others + "\n\u0003\n\u0001x"))
        .isEqualTo(yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}"));
  }

  @Test
  void leavesTheKindToTheRequestWhenTheBodyDoesNotSay() throws IOException {
    ProtobufObject object = ProtobufObject.open(bytes("k8s\0\u0012\u0005\n\u0003\n\u0001x"));
    assertThat(object.orElse("v1", "ConfigMap").toJson().path("kind").asText())
        .isEqualTo("ConfigMap");
    assertThat(object.isKnown()).isFalse();
    assertThatThrownBy(object::toJson).isInstanceOf(IllegalStateException.class);
  }

  /** The bytes as hexadecimal digits; the words are those of a real API server. */
  @ParameterizedTest
  @CsvSource({
    "0a110a0178, unexpected EOF",
    "0a, unexpected EOF",
    "0aff, unexpected EOF",
    "0affffffffffffffffff01, proto: negative length found during unmarshaling",
    "ffffffffffffffffffff01, proto: integer overflow",
    "0a020801, proto: wrong wireType = 0 for field Name",
    "0801, proto: wrong wireType = 0 for field ObjectMeta",
    "0c, proto: ConfigMap: wiretype end group for non-group",
    "0001, proto: ConfigMap: illegal tag 0 (wire type 0)",
    "ff01, proto: illegal wireType 7",
    "f3010801, unexpected EOF",
    "2200, proto: wrong wireType = 2 for field Immutable",
    "0a0c420a08ffffffffffffffff7f, 'Time.MarshalJSON: year outside of range [0,9999]'"
  })
  void saysWhatIsWrongInTheWordsOfGo(String hex, String message) {
    byte[] content = java.util.HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> new ProtobufObject("v1", "ConfigMap", content).toJson())
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty data",
    "6b3873, 'provided data does not appear to be a protobuf message, expected prefix [107 56 115"
        + " 0]'",
    "6b387300, empty body",
    "6b38730067, proto: illegal wireType 7",
    "6b3873000a0f0a, unexpected EOF",
    "6b3873000801, proto: wrong wireType = 0 for field TypeMeta",
    "6b3873000a020801, proto: wrong wireType = 0 for field APIVersion",
    "6b3873001001, proto: wrong wireType = 0 for field Raw"
  })
  void saysWhatIsWrongWithTheEnvelope(String hex, String message) {
    byte[] body = java.util.HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> ProtobufObject.open(body))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void refusesMoreFieldsThanAnObjectCouldHave() {
    byte[] content = new byte[2 * MessageDecoder.MAX_FIELDS + 2];
    for (int i = 0; i < content.length; i += 2) {
      content[i] = 0x12; // an empty entry of data
    }
    assertThatThrownBy(() -> new ProtobufObject("v1", "ConfigMap", content).toJson())
        .hasMessage("proto: more than 200000 fields");
  }

  /** Whatever comes: an object or an IOException, nothing else. */
  @Test
  void neverFailsOtherwiseOnDamagedInput() throws IOException {
    Random random = new Random(7);
    byte[] good =
        envelope("v1", "Secret", META + "\u0012\u0006\n\u0001a\u0012\u0001b\u001a\u0006Opaque");
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = good.clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt(256);
      }
      if (random.nextBoolean()) {
        damaged = java.util.Arrays.copyOf(damaged, 4 + random.nextInt(damaged.length - 4));
      }
      try {
        ProtobufObject object = ProtobufObject.open(damaged);
        if (object.isKnown()) {
          assertThat(object.toJson().path("kind").asText()).isEqualTo(object.kind());
        }
      } catch (IOException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  @Test
  void keepsEveryByteOfASecret() throws IOException {
    byte[] all = new byte[120];
    new Random(3).nextBytes(all);
    String value = new String(all, StandardCharsets.ISO_8859_1);
    String entry = "\n\u0001k\u0012" + (char) value.length() + value;
    JsonNode secret = decode("v1", "Secret", "\u0012" + (char) entry.length() + entry);
    assertThat(Base64.getDecoder().decode(secret.at("/data/k").asText())).isEqualTo(all);
  }
}
