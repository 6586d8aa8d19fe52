package io.lonejupiter.apiserver.typed;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the wire format of Protocol Buffers, field by field. It never looks beyond its part of the
 * bytes; what does not fit is told in the words of Go's generated decoders.
 */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private static final int MAX_VARINT_BITS = 64;

  private final byte[] bytes;
  private final int end;
  private int at;

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  boolean hasNext() {
    return at < end;
  }

  /** The number and the wire type of the field that follows. */
  record Tag(int field, int wireType) {}

  /**
   * @param message whose field it is, for errors
   * @throws IOException there is no field here
   */
  Tag tag(String message) throws IOException {
    long tag = varint();
    int field = (int) (tag >>> 3);
    int wireType = (int) (tag & 7);
    if (wireType == END_GROUP) {
      throw new IOException("proto: " + message + ": wiretype end group for non-group");
    }
    if (field <= 0) {
      throw new IOException(
          "proto: " + message + ": illegal tag " + field + " (wire type " + wireType + ")");
    }
    return new Tag(field, wireType);
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      if (at >= end) {
        throw endsEarly();
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("proto: integer overflow");
  }

  /** The part of the bytes that a length announces. */
  WireReader part() throws IOException {
    int length = length();
    WireReader part = new WireReader(bytes, at, at + length);
    at += length;
    return part;
  }

  byte[] content() throws IOException {
    int length = length();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  private int length() throws IOException {
    long length = varint();
    if (length < 0) {
      throw new IOException("proto: negative length found during unmarshaling");
    }
    if (length > end - at) {
      throw endsEarly();
    }
    return (int) length;
  }

  /** Leaves out a field nobody knows. */
  void skip(int wireType) throws IOException {
    int depth = 0;
    int type = wireType;
    while (true) {
      switch (type) {
        case VARINT -> varint();
        case FIXED64 -> forward(Long.BYTES);
        case BYTES -> forward(length());
        case START_GROUP -> depth++;
        case END_GROUP -> {
          if (depth == 0) {
            throw new IOException("proto: unexpected end of group");
          }
          depth--;
        }
        case FIXED32 -> forward(Integer.BYTES);
        default -> throw new IOException("proto: illegal wireType " + type);
      }
      if (depth == 0) {
        return;
      }
      type = (int) (varint() & 7);
    }
  }

  private void forward(int count) throws IOException {
    if (count > end - at) {
      throw endsEarly();
    }
    at += count;
  }

  private static IOException endsEarly() {
    return new IOException("unexpected EOF");
  }
}
