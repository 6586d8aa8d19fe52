package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.discovery.AggregatedDiscovery;
import io.lonejupiter.apiserver.discovery.Discovery;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.openapi.OpenApi;
import io.lonejupiter.apiserver.resource.Registry;
import io.lonejupiter.apiserver.resource.ResourceType;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is told about the kinds of one registry. Made when it is first asked for, then kept.
 *
 * <p>There is no OpenAPI v2: clients that know v3 do not ask for it, and kubectl takes a 404 for
 * that; it could only be given in protobuf, which nothing else here speaks.
 */
final class Published {
  private static final String OPEN_API = "/openapi/v3";
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ROOT);

  private final Registry registry;
  private final Clock clock;
  private final Map<Boolean, OpenApi.Document> groups = new HashMap<>();
  private Discovery discovery;
  private OpenApi openApi;
  private OpenApi.Document index;

  Published(Registry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Whether this is still what there is. */
  boolean isOf(Registry present) {
    return registry == present;
  }

  private synchronized Discovery discovery() {
    if (discovery == null) {
      discovery = new Discovery(registry);
    }
    return discovery;
  }

  private synchronized OpenApi.Document groups(boolean core) {
    return groups.computeIfAbsent(
        core,
        which ->
            OpenApi.Document.of(Json.bytes(new AggregatedDiscovery(discovery()).groups(which))));
  }

  private synchronized OpenApi openApi() {
    if (openApi == null) {
      openApi = new OpenApi(registry);
    }
    return openApi;
  }

  private synchronized OpenApi.Document index() {
    if (index == null) {
      index = OpenApi.Document.of(Json.bytes(openApi().index()));
    }
    return index;
  }

  /** Empty when the path is none of these documents. */
  Optional<ApiReply> answer(ApiRequest request) {
    String path = request.path();
    return switch (path) {
      case "/" -> Optional.of(ApiReply.json(200, paths()));
      case "/api" -> Optional.of(discoveryOf(request, true));
      case "/apis" -> Optional.of(discoveryOf(request, false));
      case OPEN_API -> Optional.of(document(index(), "no-cache, private", Map.of()));
      default -> document(request, path);
    };
  }

  /** What is said of a path outside the resources where there is nothing: where there is. */
  ApiReply nothing() {
    return ApiReply.json(404, paths());
  }

  private Optional<ApiReply> document(ApiRequest request, String path) {
    if (path.startsWith(OPEN_API + "/")) {
      return Optional.of(openApi(path, request.parameter("hash")));
    }
    String[] parts = path.substring(1).split("/");
    if (path.endsWith("/") && (parts.length < 2 || isBuiltIn(parts[1]) || parts[0].equals("api"))) {
      return Optional.empty();
    }
    if (parts.length == 2 && parts[0].equals("api")) {
      ObjectNode resources = discovery().resources(parts[1]).orElseThrow(ResourceHandler::unknown);
      return Optional.of(ApiReply.json(200, resources));
    }
    if (parts.length == 2 && parts[0].equals("apis")) {
      return classic(discovery().group(parts[1]));
    }
    if (parts.length == 3 && parts[0].equals("apis")) {
      return classic(discovery().resources(parts[1] + "/" + parts[2]));
    }
    return Optional.empty();
  }

  /** Whether the group is one that is there without a definition. */
  boolean isBuiltIn(String group) {
    return registry.types().stream().anyMatch(t -> !t.isCustom() && t.group().equals(group));
  }

  private static Optional<ApiReply> classic(Optional<ObjectNode> json) {
    return json.map(each -> ApiReply.json(200, each));
  }

  /** By its hash a document never changes; without one, or with an old one, it may. */
  private ApiReply openApi(String path, String hash) {
    Optional<OpenApi.Document> found = openApi().document(path.substring(OPEN_API.length() + 1));
    if (found.isEmpty()) {
      return new ApiReply.Document(
          200, "", new byte[0], Map.of("Cache-Control", "no-cache, private"));
    }
    String present = found.get().hash();
    if (hash.isEmpty()) {
      return document(found.get(), "no-cache, private", Map.of("Vary", "Accept"));
    }
    if (!hash.equals(present)) {
      return new ApiReply.Document(
          301, "application/json", new byte[0], Map.of("Location", path + "?hash=" + present));
    }
    String expiry = EXPIRY.format(clock.instant().atOffset(ZoneOffset.UTC).plusYears(1));
    return document(found.get(), "public, immutable", Map.of("Vary", "Accept", "Expires", expiry));
  }

  private static ApiReply document(
      OpenApi.Document document, String caching, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("ETag", "\"" + document.hash() + "\"");
    headers.put("Cache-Control", caching);
    return new ApiReply.Document(200, "application/json", document.json(), headers);
  }

  private ApiReply discoveryOf(ApiRequest request, boolean core) {
    boolean v2 =
        request.accept().contains("g=apidiscovery.k8s.io")
            && request.accept().matches(".*;v=v2(;.*|,.*|$)");
    if (v2) {
      OpenApi.Document groups = groups(core);
      Map<String, String> headers =
          Map.of("ETag", "\"" + groups.hash() + "\"", "Cache-Control", "public", "Vary", "Accept");
      return new ApiReply.Document(200, AggregatedDiscovery.CONTENT_TYPE, groups.json(), headers);
    }
    return ApiReply.json(200, core ? discovery().coreVersions() : discovery().groups());
  }

  /** {@code GET /}: where there is something to read. */
  private JsonNode paths() {
    TreeSet<String> all =
        new TreeSet<>(
            List.of(
                "/api", "/apis", "/healthz", "/livez", OPEN_API, "/readyz", "/version", "/api/v1"));
    for (ResourceType type : registry.types()) {
      if (!type.group().isEmpty()) {
        all.add("/apis/" + type.group());
        all.add("/apis/" + type.apiVersion());
      }
    }
    ObjectNode root = Json.object();
    ArrayNode paths = root.putArray("paths");
    all.forEach(paths::add);
    return root;
  }
}
