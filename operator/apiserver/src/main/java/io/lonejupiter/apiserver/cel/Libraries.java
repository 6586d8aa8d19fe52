package io.lonejupiter.apiserver.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The declarations of the functions that Kubernetes adds to CEL: names, overloads and types. */
final class Libraries {
  static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
  static final CelType URL = OpaqueType.create("kubernetes.URL");
  static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");
  static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
  static final CelType IP = OpaqueType.create("net.IP");
  static final CelType CIDR = OpaqueType.create("net.CIDR");
  static final Set<CelType> TYPES = Set.of(QUANTITY, URL, SEMVER, FORMAT, IP, CIDR);

  private static final CelType A = TypeParamType.create("A");
  private static final CelType K = TypeParamType.create("K");
  private static final CelType V = TypeParamType.create("V");
  private static final CelType STRING = SimpleType.STRING;
  private static final CelType INT = SimpleType.INT;
  private static final CelType BOOL = SimpleType.BOOL;
  private static final CelType STRINGS = ListType.create(STRING);
  private static final Map<String, CelType> COMPARABLE = comparable();

  private final Map<String, List<CelOverloadDecl>> functions = new LinkedHashMap<>();

  private Libraries() {}

  /** A value whose type is one of Kubernetes' own. */
  interface Typed {
    String typeName();
  }

  /** A value of Kubernetes' own that has a size in the units of cost. */
  interface Sized {
    long size();
  }

  private static Map<String, CelType> comparable() {
    Map<String, CelType> types = new LinkedHashMap<>();
    types.put("int", INT);
    types.put("uint", SimpleType.UINT);
    types.put("double", SimpleType.DOUBLE);
    types.put("bool", BOOL);
    types.put("duration", SimpleType.DURATION);
    types.put("timestamp", SimpleType.TIMESTAMP);
    types.put("string", STRING);
    types.put("bytes", SimpleType.BYTES);
    return types;
  }

  static List<CelFunctionDecl> declarations() {
    Libraries libraries = new Libraries();
    libraries.strings();
    libraries.lists();
    libraries.regexAndUrls();
    libraries.quantities();
    libraries.network();
    libraries.formatsAndVersions();
    libraries.sets();
    List<CelFunctionDecl> declarations = new ArrayList<>();
    libraries.functions.forEach(
        (name, overloads) ->
            declarations.add(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    return declarations;
  }

  private void member(String name, String id, CelType result, CelType... types) {
    functions
        .computeIfAbsent(name, n -> new ArrayList<>())
        .add(CelOverloadDecl.newMemberOverload(id, result, types));
  }

  private void global(String name, String id, CelType result, CelType... types) {
    functions
        .computeIfAbsent(name, n -> new ArrayList<>())
        .add(CelOverloadDecl.newGlobalOverload(id, result, types));
  }

  private void strings() {
    member("charAt", "string_char_at_int", STRING, STRING, INT);
    member("indexOf", "string_index_of_string", INT, STRING, STRING);
    member("indexOf", "string_index_of_string_int", INT, STRING, STRING, INT);
    member("lastIndexOf", "string_last_index_of_string", INT, STRING, STRING);
    member("lastIndexOf", "string_last_index_of_string_int", INT, STRING, STRING, INT);
    member("lowerAscii", "string_lower_ascii", STRING, STRING);
    member("upperAscii", "string_upper_ascii", STRING, STRING);
    member("replace", "string_replace_string_string", STRING, STRING, STRING, STRING);
    member("replace", "string_replace_string_string_int", STRING, STRING, STRING, STRING, INT);
    member("split", "string_split_string", STRINGS, STRING, STRING);
    member("split", "string_split_string_int", STRINGS, STRING, STRING, INT);
    member("substring", "string_substring_int", STRING, STRING, INT);
    member("substring", "string_substring_int_int", STRING, STRING, INT, INT);
    member("trim", "string_trim", STRING, STRING);
    member("join", "list_join", STRING, STRINGS);
    member("join", "list_join_string", STRING, STRINGS, STRING);
    member("format", "string_format", STRING, STRING, ListType.create(SimpleType.DYN));
    global("strings.quote", "strings_quote", STRING, STRING);
  }

  private void lists() {
    CelType any = ListType.create(A);
    COMPARABLE.forEach(
        (name, type) -> {
          CelType list = ListType.create(type);
          member("isSorted", "list_" + name + "_is_sorted_bool", BOOL, list);
          member("max", "list_" + name + "_max_" + name, type, list);
          member("min", "list_" + name + "_min_" + name, type, list);
          member("sort", "list_" + name + "_sort", list, list);
          member("@sortByAssociatedKeys", "list_" + name + "_sortByAssociatedKeys", any, any, list);
        });
    for (String name : List.of("int", "uint", "double", "duration")) {
      CelType type = COMPARABLE.get(name);
      member("sum", "list_" + name + "_sum_" + name, type, ListType.create(type));
    }
    member("indexOf", "list_a_index_of_int", INT, any, A);
    member("lastIndexOf", "list_a_last_index_of_int", INT, any, A);
    member("slice", "list_slice", any, any, INT, INT);
    member("flatten", "list_flatten", any, ListType.create(any));
    member(
        "flatten",
        "list_flatten_int",
        ListType.create(SimpleType.DYN),
        ListType.create(SimpleType.DYN),
        INT);
    member("distinct", "list_distinct", any, any);
    member("reverse", "list_reverse", any, any);
    member("unwrapOpt", "optional_unwrapOpt", any, ListType.create(OptionalType.create(A)));
    global("lists.range", "lists_range", ListType.create(INT), INT);
  }

  private void regexAndUrls() {
    member("find", "string_find_string", STRING, STRING, STRING);
    member("findAll", "string_find_all_string", STRINGS, STRING, STRING);
    member("findAll", "string_find_all_string_int", STRINGS, STRING, STRING, INT);
    global("url", "string_to_url", URL, STRING);
    global("isURL", "is_url_string", BOOL, STRING);
    member("getScheme", "url_get_scheme", STRING, URL);
    member("getHost", "url_get_host", STRING, URL);
    member("getHostname", "url_get_hostname", STRING, URL);
    member("getPort", "url_get_port", STRING, URL);
    member("getEscapedPath", "url_get_escaped_path", STRING, URL);
    member("getQuery", "url_get_query", MapType.create(STRING, STRINGS), URL);
  }

  private void quantities() {
    global("quantity", "string_to_quantity", QUANTITY, STRING);
    global("isQuantity", "is_quantity_string", BOOL, STRING);
    global("sign", "quantity_sign", INT, QUANTITY);
    member("isGreaterThan", "quantity_is_greater_than", BOOL, QUANTITY, QUANTITY);
    member("isLessThan", "quantity_is_less_than", BOOL, QUANTITY, QUANTITY);
    member("compareTo", "quantity_compare_to", INT, QUANTITY, QUANTITY);
    member("asApproximateFloat", "quantity_get_float", SimpleType.DOUBLE, QUANTITY);
    member("asInteger", "quantity_get_int", INT, QUANTITY);
    member("isInteger", "quantity_is_integer", BOOL, QUANTITY);
    member("add", "quantity_add", QUANTITY, QUANTITY, QUANTITY);
    member("add", "quantity_add_int", QUANTITY, QUANTITY, INT);
    member("sub", "quantity_sub", QUANTITY, QUANTITY, QUANTITY);
    member("sub", "quantity_sub_int", QUANTITY, QUANTITY, INT);
  }

  private void network() {
    global("ip", "string_to_ip", IP, STRING);
    global("isIP", "is_ip", BOOL, STRING);
    global("ip.isCanonical", "ip_is_canonical", BOOL, STRING);
    member("family", "ip_family", INT, IP);
    member("isUnspecified", "ip_is_unspecified", BOOL, IP);
    member("isLoopback", "ip_is_loopback", BOOL, IP);
    member("isLinkLocalMulticast", "ip_is_link_local_multicast", BOOL, IP);
    member("isLinkLocalUnicast", "ip_is_link_local_unicast", BOOL, IP);
    member("isGlobalUnicast", "ip_is_global_unicast", BOOL, IP);
    global("string", "ip_to_string", STRING, IP);
    global("cidr", "string_to_cidr", CIDR, STRING);
    global("isCIDR", "is_cidr", BOOL, STRING);
    member("containsIP", "cidr_contains_ip_string", BOOL, CIDR, STRING);
    member("containsIP", "cidr_contains_ip_ip", BOOL, CIDR, IP);
    member("containsCIDR", "cidr_contains_cidr_string", BOOL, CIDR, STRING);
    member("containsCIDR", "cidr_contains_cidr", BOOL, CIDR, CIDR);
    member("ip", "cidr_ip", IP, CIDR);
    member("prefixLength", "cidr_prefix_length", INT, CIDR);
    member("masked", "cidr_masked", CIDR, CIDR);
    global("string", "cidr_to_string", STRING, CIDR);
  }

  private void formatsAndVersions() {
    CelType problems = OptionalType.create(STRINGS);
    member("validate", "format-validate", problems, FORMAT, STRING);
    global("format.named", "format-named", OptionalType.create(FORMAT), STRING);
    Formats.NAMES.forEach(name -> global("format." + name, "format." + name, FORMAT));
    global("semver", "string_to_semver", SEMVER, STRING);
    global("semver", "string_bool_to_semver", SEMVER, STRING, BOOL);
    global("isSemver", "is_semver_string", BOOL, STRING);
    global("isSemver", "is_semver_string_bool", BOOL, STRING, BOOL);
    member("isGreaterThan", "semver_is_greater_than", BOOL, SEMVER, SEMVER);
    member("isLessThan", "semver_is_less_than", BOOL, SEMVER, SEMVER);
    member("compareTo", "semver_compare_to", INT, SEMVER, SEMVER);
    member("major", "semver_major", INT, SEMVER);
    member("minor", "semver_minor", INT, SEMVER);
    member("patch", "semver_patch", INT, SEMVER);
  }

  private void sets() {
    CelType any = ListType.create(A);
    global("sets.contains", "list_sets_contains_list", BOOL, any, any);
    global("sets.equivalent", "list_sets_equivalent_list", BOOL, any, any);
    global("sets.intersects", "list_sets_intersects_list", BOOL, any, any);
    CelType map = MapType.create(K, V);
    global("cel.@mapInsert", "cel_@mapInsert_map_key_value", map, map, K, V);
    global("cel.@mapInsert", "cel_@mapInsert_map_map", map, map, map);
  }
}
