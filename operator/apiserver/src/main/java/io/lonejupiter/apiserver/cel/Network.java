package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Address.AddressException;

/**
 * A network in CIDR notation.
 *
 * @param prefix the bits that name the network
 */
record Network(Address address, int prefix) implements Libraries.Typed, Libraries.Sized {

  /**
   * @throws AddressException the text is no network, or maps IPv4 into IPv6
   */
  static Network parse(String text) throws AddressException {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      throw prefixError(text, "no '/'");
    }
    Address address;
    try {
      address = Address.read(text.substring(0, slash));
    } catch (AddressException e) {
      throw prefixError(text, e.getMessage());
    }
    if (text.substring(0, slash).contains("%")) {
      throw prefixError(text, "IPv6 zones cannot be present in a prefix");
    }
    String bits = text.substring(slash + 1);
    if (!bits.matches("0|[1-9]\\d{0,2}")) {
      throw prefixError(text, "bad bits after slash: " + FormatString.quoted(bits));
    }
    int prefix = Integer.parseInt(bits);
    if (prefix > address.bits()) {
      throw prefixError(text, "prefix length out of range");
    }
    if (address.isMapped()) {
      throw new AddressException(
          "IPv4-mapped IPv6 address " + FormatString.quoted(text) + " is not allowed");
    }
    return new Network(address, prefix);
  }

  private static AddressException prefixError(String text, String message) {
    return new AddressException(
        "network address parse error during conversion from string: netip.ParsePrefix("
            + FormatString.quoted(text)
            + "): "
            + message);
  }

  boolean contains(Address other) {
    return other.bits() == address.bits() && other.masked(prefix).equals(address.masked(prefix));
  }

  boolean contains(Network other) {
    return prefix <= other.prefix
        && other.address.bits() == address.bits()
        && address.masked(prefix).equals(other.address.masked(prefix));
  }

  Network masked() {
    return new Network(address.masked(prefix), prefix);
  }

  @Override
  public String toString() {
    return address + "/" + prefix;
  }

  @Override
  public String typeName() {
    return "net.CIDR";
  }

  @Override
  public long size() {
    return (prefix + 7) / 8;
  }
}
