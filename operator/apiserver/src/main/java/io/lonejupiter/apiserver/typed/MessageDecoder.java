package io.lonejupiter.apiserver.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.typed.Messages.Field;
import io.lonejupiter.apiserver.typed.Messages.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Turns one message into the JSON that Go would write for it: what is empty is left out, unless a
 * pointer holds it. Unknown fields are skipped, repeated single messages merge, as Protocol Buffers
 * ask for. The messages of the table do not nest in themselves, so that the depth is bounded.
 */
final class MessageDecoder {
  /** A body may hold many tiny fields, each of which would be an object here. */
  static final int MAX_FIELDS = 200_000;

  private static final long FIRST_SECOND = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final int NANOS = 1_000_000_000;

  private final Messages messages;
  private int fields;

  MessageDecoder(Messages messages) {
    this.messages = messages;
  }

  /**
   * Reads fields until there are no more.
   *
   * @param type a message of the table
   * @throws IOException the bytes are not such a message
   */
  ObjectNode decode(WireReader in, String type, ObjectNode into) throws IOException {
    Map<Integer, Field> known = messages.fields(type);
    String message = type.substring(type.lastIndexOf('/') + 1);
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag(message);
      count();
      Field field = known.get(tag.field());
      if (field == null) {
        in.skip(tag.wireType());
      } else {
        require(tag, wireType(field), field.goName());
        read(in, field, into);
      }
    }
    Absent.fill(known, into);
    return into;
  }

  private void count() throws IOException {
    fields++;
    if (fields > MAX_FIELDS) {
      throw new IOException("proto: more than " + MAX_FIELDS + " fields");
    }
  }

  private static void require(WireReader.Tag tag, int wireType, String field) throws IOException {
    if (tag.wireType() != wireType) {
      throw new IOException("proto: wrong wireType = " + tag.wireType() + " for field " + field);
    }
  }

  private static int wireType(Field field) {
    if (field.shape() == Shape.MAP) {
      return WireReader.BYTES;
    }
    return switch (field.type()) {
      case "bool", "int32", "int64" -> WireReader.VARINT;
      default -> WireReader.BYTES;
    };
  }

  private void read(WireReader in, Field field, ObjectNode into) throws IOException {
    switch (field.shape()) {
      case LIST -> into.withArrayProperty(field.name()).add(value(in, field.type(), null));
      case MAP -> entry(in.part(), field, into.withObjectProperty(field.name()));
      case KEPT, ALWAYS -> into.set(field.name(), value(in, field.type(), into.get(field.name())));
      case SINGLE -> {
        JsonNode value = value(in, field.type(), into.get(field.name()));
        if (isEmpty(value)) {
          into.remove(field.name());
        } else {
          into.set(field.name(), value);
        }
      }
    }
  }

  /** A struct shows even when nothing is in it. */
  private static boolean isEmpty(JsonNode value) {
    return value.isNull()
        || value.isTextual() && value.textValue().isEmpty()
        || value.isNumber() && value.longValue() == 0
        || value.isBoolean() && !value.booleanValue();
  }

  private void entry(WireReader in, Field field, ObjectNode into) throws IOException {
    String key = "";
    JsonNode value = null;
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag(field.goName());
      count();
      if (tag.field() == 1) {
        require(tag, WireReader.BYTES, field.goName());
        key = text(in);
      } else if (tag.field() == 2) {
        require(tag, WireReader.BYTES, field.goName());
        value = value(in, field.type(), null);
      } else {
        in.skip(tag.wireType());
      }
    }
    into.set(key, value == null ? value(new WireReader(new byte[1]), field.type(), null) : value);
  }

  private JsonNode value(WireReader in, String type, JsonNode before) throws IOException {
    if (Messages.isText(type)) {
      return TextNode.valueOf(text(in));
    }
    return switch (type) {
      case "bytes" -> TextNode.valueOf(Base64.getEncoder().encodeToString(in.content()));
      case "bool" -> BooleanNode.valueOf(in.varint() != 0);
      case "int32" -> IntNode.valueOf((int) in.varint());
      case "int64" -> whole(in.varint());
      case "Time" -> time(in.part(), false);
      case "MicroTime" -> time(in.part(), true);
      case "ExtraValue" -> texts(in.part());
      case "FieldsV1" -> fieldSet(in.part());
      default -> {
        ObjectNode object = before instanceof ObjectNode merged ? merged : Json.object();
        yield decode(in.part(), type, object);
      }
    };
  }

  /** As a parser of JSON would have it, so that equal numbers are equal nodes. */
  private static JsonNode whole(long number) {
    return number == (int) number ? IntNode.valueOf((int) number) : LongNode.valueOf(number);
  }

  private static String text(WireReader in) throws IOException {
    return new String(in.content(), StandardCharsets.UTF_8);
  }

  private JsonNode time(WireReader in, boolean micros) throws IOException {
    long seconds = 0;
    long nanos = 0;
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag("Timestamp");
      count();
      if (tag.field() == 1) {
        require(tag, WireReader.VARINT, "Seconds");
        seconds = in.varint();
      } else if (tag.field() == 2) {
        require(tag, WireReader.VARINT, "Nanos");
        nanos = (int) in.varint();
      } else {
        in.skip(tag.wireType());
      }
    }
    if (seconds == 0 && nanos == 0) {
      return JsonNodeFactory.instance.nullNode();
    }
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos >= NANOS) {
      throw new IOException("Time.MarshalJSON: year outside of range [0,9999]");
    }
    Instant time = Instant.ofEpochSecond(seconds, nanos);
    return TextNode.valueOf(GoTime.format(time, micros));
  }

  private ArrayNode texts(WireReader in) throws IOException {
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag("ExtraValue");
      count();
      if (tag.field() == 1) {
        require(tag, WireReader.BYTES, "Items");
        texts.add(text(in));
      } else {
        in.skip(tag.wireType());
      }
    }
    return texts;
  }

  /** A set of fields travels as JSON. */
  private JsonNode fieldSet(WireReader in) throws IOException {
    JsonNode set = Json.object();
    while (in.hasNext()) {
      WireReader.Tag tag = in.tag("FieldsV1");
      count();
      if (tag.field() == 1) {
        require(tag, WireReader.BYTES, "Raw");
        set = Json.parse(in.content());
      } else {
        in.skip(tag.wireType());
      }
    }
    return set;
  }
}
