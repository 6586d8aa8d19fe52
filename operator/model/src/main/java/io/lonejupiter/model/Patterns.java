package io.lonejupiter.model;

import java.util.Set;

/** The regular expressions of the schema, in one place so that the core validates with the same. */
public final class Patterns {
  /** A DNS label, as Consul and Kubernetes both take it for a name. */
  public static final String NAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

  /** A version as builds write it: {@code 1.0.0}, {@code 2024-11-05_3}, {@code 1.0+b}. */
  public static final String VERSION = "^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$";

  /** A branch as Git writes it, without the forms that would climb out of a path. */
  public static final String BRANCH = "^[A-Za-z0-9_]([A-Za-z0-9._/+-]{0,126}[A-Za-z0-9_+-])?$";

  /** The value of a label that selects instances. */
  public static final String LABEL_VALUE = "^[A-Za-z0-9_][A-Za-z0-9._/+-]{0,127}$";

  /** A tag of a host: {@code ssd} or {@code zone=north}. */
  public static final String TAG =
      "^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61})(=[A-Za-z0-9]([A-Za-z0-9._/-]{0,61})?)?$";

  /** A duration: numbers with a unit, {@code 500ms}, {@code 5s}, {@code 1h30m}. */
  public static final String DURATION = "^([0-9]{1,9}(ms|s|m|h))+$";

  /** The same, and more than nothing. */
  public static final String POSITIVE_DURATION =
      "^[1-9][0-9]{0,8}(ms|s|m|h)([0-9]{1,9}(ms|s|m|h))*$";

  /** A SHA-256 in lower-case hexadecimal. */
  public static final String SHA256 = "^[0-9a-f]{64}$";

  /** Cores: {@code 2} or {@code 1.5}, or thousandths of one: {@code 250m}. */
  public static final String CPU = "^([0-9]{1,4}(\\.[0-9]{1,3})?|[0-9]{1,7}m)$";

  /** Bytes, with a Kubernetes suffix: {@code 256Mi}, {@code 1G}. */
  public static final String MEMORY = "^[0-9]{1,15}(k|M|G|T|Ki|Mi|Gi|Ti)?$";

  /** A time of the day: {@code 08:00}. */
  public static final String TIME_OF_DAY = "^([01][0-9]|2[0-3]):[0-5][0-9]$";

  /** A number, with or without a fraction. */
  public static final String DECIMAL = "^-?[0-9]{1,12}([.][0-9]{1,9})?$";

  /** Where an HTTP server is, with or without a path. */
  public static final String HTTP_ADDRESS = "^https?://[^ ?#]{1,250}$";

  /** The name of an environment variable. */
  public static final String ENV_NAME = "^[A-Za-z_][A-Za-z0-9_]{0,127}$";

  /** A host name, or {@code *.} and a host name. */
  public static final String HOSTNAME =
      "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

  /** A path without query and fragment, and without what ends a word in HAProxy's files. */
  public static final String PATH = "^/[^ ?#<>;\"\\\\]*$";

  /** The same, as a string of CEL. */
  static final String CEL_PATH = "^/[^ ?#<>;\"\\\\\\\\]*$";

  /** A percent-encoding that is not whole. */
  static final String HALF_ENCODING = "%([^0-9A-Fa-f]|[0-9A-Fa-f]([^0-9A-Fa-f]|$)|$)";

  /** The name of a header, cookie or query parameter that routes look at. */
  public static final String VALUE_NAME = "^[A-Za-z0-9._-]{1,256}$";

  /** A host name without a wildcard. */
  public static final String EXACT_HOST =
      "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

  /** The value of a header: no control characters, and no spaces at the ends. */
  public static final String HEADER_VALUE = "^[!-~]([ -~]*[!-~])?$";

  /** The value of a cookie, which ends at these characters. */
  public static final String COOKIE_VALUE = "^[^,;]*$";

  /** Headers that say where a message ends or goes; who changed them could smuggle requests. */
  public static final Set<String> FRAMING_HEADERS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "keep-alive",
          "proxy-connection");

  static final String CEL_FRAMING_HEADERS =
      "['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect', 'keep-alive', 'proxy-connection']";

  public static final String FRAMING_MESSAGE =
      "headers that say where a message ends or goes cannot be changed; of the host urlRewrite.hostname can";

  /** A signal, with or without {@code SIG}. */
  public static final String SIGNAL = "^(SIG)?(TERM|INT|QUIT|HUP|USR1|USR2|KILL|WINCH)$";

  private Patterns() {}
}
