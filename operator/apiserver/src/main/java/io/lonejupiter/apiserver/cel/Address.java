package io.lonejupiter.apiserver.cel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An IP address without a zone.
 *
 * @param bytes four or sixteen
 */
record Address(List<Integer> bytes) implements Libraries.Typed, Libraries.Sized {
  private static final int V4 = 4;
  private static final int V6 = 16;
  private static final int GROUPS = 8;

  /** Says in Go's words why a text is no address. */
  static final class AddressException extends Exception {
    private static final long serialVersionUID = 1;

    AddressException(String message) {
      super(message);
    }
  }

  /**
   * @throws AddressException the text is no address, has a zone, or maps IPv4 into IPv6
   */
  static Address parse(String text) throws AddressException {
    Address address;
    try {
      address = read(text);
    } catch (AddressException e) {
      throw new AddressException(
          "IP Address "
              + FormatString.quoted(text)
              + " parse error during conversion from string: "
              + e.getMessage());
    }
    if (text.contains("%")) {
      throw new AddressException(
          "IP address " + FormatString.quoted(text) + " with zone value is not allowed");
    }
    if (address.isMapped()) {
      throw new AddressException(
          "IPv4-mapped IPv6 address " + FormatString.quoted(text) + " is not allowed");
    }
    return address;
  }

  /** Reads an address as Go does, zone and all. */
  static Address read(String text) throws AddressException {
    for (char c : text.toCharArray()) {
      if (c == '.') {
        return new Address(v4(text, text));
      } else if (c == ':') {
        return v6(text);
      } else if (c == '%') {
        throw parseError(text, "missing IPv6 address", "");
      }
    }
    throw parseError(text, "unable to parse IP", "");
  }

  private static AddressException parseError(String text, String message, String at) {
    return new AddressException(
        "ParseAddr("
            + FormatString.quoted(text)
            + "): "
            + message
            + (at.isEmpty() ? "" : " (at " + FormatString.quoted(at) + ")"));
  }

  private static List<Integer> v4(String whole, String text) throws AddressException {
    List<Integer> bytes = new ArrayList<>();
    int value = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (digits == 1 && value == 0) {
          throw parseError(whole, "IPv4 field has octet with leading zero", "");
        }
        value = value * 10 + c - '0';
        digits++;
        if (value > 255) {
          throw parseError(whole, "IPv4 field has value >255", "");
        }
      } else if (c == '.') {
        if (i == 0 || i == text.length() - 1 || text.charAt(i - 1) == '.') {
          throw parseError(whole, "IPv4 field must have at least one digit", text.substring(i));
        }
        if (bytes.size() == 3) {
          throw parseError(whole, "IPv4 address too long", "");
        }
        bytes.add(value);
        value = 0;
        digits = 0;
      } else {
        throw parseError(whole, "unexpected character", text.substring(i));
      }
    }
    if (bytes.size() < 3) {
      throw parseError(whole, "IPv4 address too short", "");
    }
    bytes.add(value);
    return bytes;
  }

  private static Address v6(String whole) throws AddressException {
    String text = whole;
    int percent = text.indexOf('%');
    if (percent >= 0) {
      if (percent == text.length() - 1) {
        throw parseError(whole, "zone must be a non-empty string", "");
      }
      text = text.substring(0, percent);
    }
    List<Integer> bytes = new ArrayList<>();
    int gap = -1;
    if (text.startsWith("::")) {
      gap = 0;
      text = text.substring(2);
    }
    while (!text.isEmpty() && bytes.size() < V6) {
      int end = 0;
      int value = 0;
      while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
        value = value * 16 + Character.digit(text.charAt(end), 16);
        end++;
        if (end > 4) {
          throw parseError(whole, "each group must have 4 or less digits", text);
        }
      }
      if (end == 0) {
        throw parseError(whole, "each colon-separated field must have at least one digit", text);
      }
      if (end < text.length() && text.charAt(end) == '.') {
        if (gap < 0 && bytes.size() != V6 - V4) {
          throw parseError(
              whole, "embedded IPv4 address must replace the final 2 fields of the address", text);
        }
        if (bytes.size() + V4 > V6) {
          throw parseError(
              whole, "too many hex fields to fit an embedded IPv4 at the end of the address", text);
        }
        bytes.addAll(v4(whole, text));
        text = "";
        break;
      }
      bytes.add(value >> 8);
      bytes.add(value & 255);
      text = text.substring(end);
      if (text.isEmpty()) {
        break;
      }
      if (text.charAt(0) != ':') {
        throw parseError(whole, "unexpected character, want colon", text);
      } else if (text.length() == 1) {
        throw parseError(whole, "colon must be followed by more characters", text);
      }
      text = text.substring(1);
      if (text.charAt(0) == ':') {
        if (gap >= 0) {
          throw parseError(whole, "multiple :: in address", text);
        }
        gap = bytes.size();
        text = text.substring(1);
      }
    }
    if (!text.isEmpty()) {
      throw parseError(whole, "trailing garbage after address", text);
    }
    if (bytes.size() < V6) {
      if (gap < 0) {
        throw parseError(whole, "address string too short", "");
      }
      while (bytes.size() < V6) {
        bytes.add(gap, 0);
      }
    } else if (gap >= 0) {
      throw parseError(whole, "the :: must expand to at least one field of zeros", "");
    }
    return new Address(bytes);
  }

  int family() {
    return bytes.size() == V4 ? 4 : 6;
  }

  int bits() {
    return bytes.size() * 8;
  }

  boolean isMapped() {
    return bytes.size() == V6
        && bytes.subList(0, 10).stream().allMatch(b -> b == 0)
        && bytes.get(10) == 255
        && bytes.get(11) == 255;
  }

  boolean isUnspecified() {
    return bytes.stream().allMatch(b -> b == 0);
  }

  boolean isLoopback() {
    return bytes.size() == V4
        ? bytes.get(0) == 127
        : bytes.get(15) == 1 && bytes.subList(0, 15).stream().allMatch(b -> b == 0);
  }

  boolean isLinkLocalMulticast() {
    return bytes.size() == V4
        ? bytes.get(0) == 224 && bytes.get(1) == 0 && bytes.get(2) == 0
        : bytes.get(0) == 0xff && (bytes.get(1) & 0x0f) == 2;
  }

  boolean isLinkLocalUnicast() {
    return bytes.size() == V4
        ? bytes.get(0) == 169 && bytes.get(1) == 254
        : bytes.get(0) == 0xfe && (bytes.get(1) & 0xc0) == 0x80;
  }

  private boolean isMulticast() {
    return bytes.size() == V4 ? (bytes.get(0) & 0xf0) == 0xe0 : bytes.get(0) == 0xff;
  }

  boolean isGlobalUnicast() {
    boolean broadcast = bytes.size() == V4 && bytes.stream().allMatch(b -> b == 255);
    return !broadcast
        && !isUnspecified()
        && !isLoopback()
        && !isMulticast()
        && !isLinkLocalUnicast();
  }

  /** The address with all but the first bits zero. */
  Address masked(int prefix) {
    Integer[] kept = bytes.toArray(Integer[]::new);
    for (int i = 0; i < kept.length; i++) {
      int left = Math.max(0, Math.min(8, prefix - 8 * i));
      kept[i] = kept[i] & 0xff << 8 - left & 0xff;
    }
    return new Address(Arrays.asList(kept));
  }

  @Override
  public String toString() {
    if (bytes.size() == V4) {
      return String.join(".", bytes.stream().map(String::valueOf).toList());
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = bytes.get(2 * i) << 8 | bytes.get(2 * i + 1);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (i > 0 && i != start + length) {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  @Override
  public String typeName() {
    return "net.IP";
  }

  @Override
  public long size() {
    return (bits() + 7) / 8;
  }
}
