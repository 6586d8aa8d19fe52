package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Address.AddressException;
import io.lonejupiter.apiserver.cel.Functions.Function;
import io.lonejupiter.apiserver.cel.Semver.VersionException;
import io.lonejupiter.apiserver.cel.Url.UrlException;
import io.lonejupiter.apiserver.cel.Values.Entries;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.Maybe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** URLs, quantities, addresses, networks, named formats and versions. */
final class KubernetesFunctions {
  private static final Failure NOT_A_QUANTITY =
      new Failure(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");

  private KubernetesFunctions() {}

  static void register(Map<String, Function> all) {
    urls(all);
    quantities(all);
    network(all);
    all.put(
        "validate",
        a -> a[0] instanceof Formats f && a[1] instanceof String s ? check(f, s) : null);
    all.put("format.named", a -> named((String) a[0]));
    for (Formats format : Formats.values()) {
      all.put("format." + Formats.NAMES.get(format.ordinal()), a -> format);
    }
    versions(all);
    all.put("isGreaterThan", a -> order(a) instanceof Long order ? order > 0 : null);
    all.put("isLessThan", a -> order(a) instanceof Long order ? order < 0 : null);
    all.put("compareTo", KubernetesFunctions::order);
  }

  private static Object order(Object[] a) {
    if (a[0] instanceof Quantity left && a[1] instanceof Quantity right) {
      return (long) left.amount().compareTo(right.amount());
    }
    return a[0] instanceof Semver left && a[1] instanceof Semver right
        ? (Object) (long) left.compareTo(right)
        : null;
  }

  private static void urls(Map<String, Function> all) {
    all.put("url", a -> a[0] instanceof String text ? url(text) : null);
    all.put("isURL", a -> a[0] instanceof String text ? url(text) instanceof Url : null);
    all.put("getScheme", a -> a[0] instanceof Url url ? url.scheme() : null);
    all.put("getHost", a -> a[0] instanceof Url url ? url.host() : null);
    all.put("getHostname", a -> a[0] instanceof Url url ? url.hostname() : null);
    all.put("getPort", a -> a[0] instanceof Url url ? url.port() : null);
    all.put("getEscapedPath", a -> a[0] instanceof Url url ? url.escapedPath() : null);
    all.put("getQuery", a -> a[0] instanceof Url url ? query(url) : null);
  }

  private static Object url(String text) {
    try {
      return Url.parse(text);
    } catch (UrlException e) {
      return new Failure("URL parse error during conversion from string: " + e.getMessage());
    }
  }

  private static Object query(Url url) {
    Map<Object, Object> query = new LinkedHashMap<>();
    url.parameters().forEach((name, values) -> query.put(name, Values.list(values)));
    return new Entries(query);
  }

  private static void quantities(Map<String, Function> all) {
    all.put("quantity", a -> a[0] instanceof String text ? quantity(text) : null);
    all.put(
        "isQuantity", a -> a[0] instanceof String text ? quantity(text) instanceof Quantity : null);
    all.put("sign", a -> a[0] instanceof Quantity q ? (long) q.amount().signum() : null);
    all.put(
        "asApproximateFloat", a -> a[0] instanceof Quantity q ? q.amount().doubleValue() : null);
    all.put("isInteger", a -> a[0] instanceof Quantity q ? q.asInteger() != null : null);
    all.put("asInteger", a -> a[0] instanceof Quantity q ? integer(q) : null);
    all.put("add", a -> a[0] instanceof Quantity q ? q.plus(amount(a[1])) : null);
    all.put("sub", a -> a[0] instanceof Quantity q ? q.minus(amount(a[1])) : null);
  }

  private static Object quantity(String text) {
    Quantity quantity = Quantity.parse(text);
    if (quantity != null) {
      return quantity;
    }
    return text.matches("[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*")
        ? new Failure("unable to parse quantity's suffix")
        : NOT_A_QUANTITY;
  }

  private static Object integer(Quantity quantity) {
    Long integer = quantity.asInteger();
    return integer == null ? new Failure("cannot convert value to integer") : (Object) integer;
  }

  private static Quantity amount(Object value) {
    return value instanceof Quantity quantity ? quantity : Quantity.of((Long) value);
  }

  private static void network(Map<String, Function> all) {
    all.put(
        "ip",
        a ->
            a[0] instanceof String text
                ? ip(text)
                : a[0] instanceof Network network ? network.address() : null);
    all.put("isIP", a -> a[0] instanceof String text ? ip(text) instanceof Address : null);
    all.put("ip.isCanonical", a -> a[0] instanceof String text ? isCanonical(text) : null);
    all.put("family", a -> a[0] instanceof Address ip ? (long) ip.family() : null);
    address(all, "isUnspecified", Address::isUnspecified);
    address(all, "isLoopback", Address::isLoopback);
    address(all, "isLinkLocalMulticast", Address::isLinkLocalMulticast);
    address(all, "isLinkLocalUnicast", Address::isLinkLocalUnicast);
    address(all, "isGlobalUnicast", Address::isGlobalUnicast);
    all.put("cidr", a -> a[0] instanceof String text ? cidr(text) : null);
    all.put("isCIDR", a -> a[0] instanceof String text ? cidr(text) instanceof Network : null);
    all.put("masked", a -> a[0] instanceof Network network ? network.masked() : null);
    all.put("prefixLength", a -> a[0] instanceof Network network ? (long) network.prefix() : null);
    all.put("containsIP", KubernetesFunctions::containsIp);
    all.put("containsCIDR", KubernetesFunctions::containsCidr);
  }

  private static void address(Map<String, Function> all, String name, Predicate<Address> test) {
    all.put(name, a -> a[0] instanceof Address ip ? test.test(ip) : null);
  }

  private static Object ip(String text) {
    try {
      return Address.parse(text);
    } catch (AddressException e) {
      return new Failure(e.getMessage());
    }
  }

  private static Object isCanonical(String text) {
    Object ip = ip(text);
    return ip instanceof Address ? ip.toString().equals(text) : ip;
  }

  private static Object cidr(String text) {
    try {
      return Network.parse(text);
    } catch (AddressException e) {
      return new Failure(
          "network address parse error during conversion from string: " + e.getMessage());
    }
  }

  private static Object containsIp(Object[] a) {
    Object ip = a[1] instanceof String text ? ip(text) : a[1];
    return a[0] instanceof Network network && ip instanceof Address address
        ? network.contains(address)
        : null;
  }

  private static Object containsCidr(Object[] a) {
    Object other = a[1] instanceof String text ? cidr(text) : a[1];
    if (other instanceof Failure) {
      return other;
    }
    return a[0] instanceof Network network && other instanceof Network inner
        ? network.contains(inner)
        : null;
  }

  private static Object check(Formats format, String text) {
    List<String> problems = format.check(text);
    return problems.isEmpty() ? Maybe.NONE : new Maybe(Values.list(problems));
  }

  private static Object named(String name) {
    Formats format = Formats.named(name);
    return format == null ? Maybe.NONE : new Maybe(format);
  }

  private static void versions(Map<String, Function> all) {
    all.put("semver", KubernetesFunctions::semver);
    all.put(
        "isSemver", a -> a[0] instanceof String ? (Object) (semver(a) instanceof Semver) : null);
    all.put("major", a -> a[0] instanceof Semver version ? version.major() : null);
    all.put("minor", a -> a[0] instanceof Semver version ? version.minor() : null);
    all.put("patch", a -> a[0] instanceof Semver version ? version.patch() : null);
  }

  private static Object semver(Object[] a) {
    if (!(a[0] instanceof String text)) {
      return null;
    }
    try {
      boolean tolerant = a.length > 1 && Boolean.TRUE.equals(a[1]);
      return tolerant ? Semver.parseTolerant(text) : Semver.parse(text);
    } catch (VersionException e) {
      return new Failure(e.getMessage());
    }
  }
}
