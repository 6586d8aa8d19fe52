package io.lonejupiter.router.table;

import io.lonejupiter.core.unit.Quantities;
import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.HeaderValue;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.PathModifierType;
import io.lonejupiter.model.RequestRedirect;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.router.table.Action.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the filters and limits of a route, and those who judge it, ask to be done. Pure. */
final class Actions {
  private static final String YES = "1";
  private static final String AS_ASKED = "*";
  private static final String NO_PORT = "0";

  private final List<Claim> claims;
  private final Map<Action, String> actions = new TreeMap<>();

  private Actions(List<Claim> claims) {
    this.claims = claims;
  }

  /**
   * @param timed whether the times of single answers are to be reported
   */
  static Map<Action, String> of(Route route, List<Claim> claims, boolean timed) {
    var all = new Actions(claims);
    if (timed) {
      all.put(Kind.TIMES, YES);
    }
    for (var filter : route.filters() == null ? List.<RouteFilter>of() : route.filters()) {
      all.add(filter);
    }
    if (route.limits() != null && route.limits().connections() != null) {
      all.put(Kind.CONNECTIONS, String.valueOf(route.limits().connections()));
    }
    if (route.limits() != null && route.limits().body() != null) {
      all.put(Kind.BODY, String.valueOf(Quantities.memoryBytes(route.limits().body())));
    }
    var timeouts = route.timeouts();
    if (timeouts != null && timeouts.request() != null) {
      all.put(Kind.REQUEST_TIMEOUT, String.valueOf(Timeouts.millis(timeouts.request())));
    }
    if (timeouts != null && timeouts.tunnel() != null) {
      all.put(Kind.TUNNEL_TIMEOUT, String.valueOf(Timeouts.millis(timeouts.tunnel())));
    }
    return Collections.unmodifiableMap(all.actions);
  }

  private void put(Kind kind, String value) {
    actions.put(new Action(kind), value);
  }

  private void add(RouteFilter filter) {
    switch (filter.type()) {
      case REQUEST_HEADER_MODIFIER ->
          headers(
              filter.requestHeaderModifier(),
              Kind.SET_REQUEST_HEADER,
              Kind.ADD_REQUEST_HEADER,
              Kind.REMOVE_REQUEST_HEADER);
      case RESPONSE_HEADER_MODIFIER ->
          headers(
              filter.responseHeaderModifier(),
              Kind.SET_RESPONSE_HEADER,
              Kind.ADD_RESPONSE_HEADER,
              Kind.REMOVE_RESPONSE_HEADER);
      case URL_REWRITE -> {
        if (filter.urlRewrite().hostname() != null) {
          put(Kind.HOST, filter.urlRewrite().hostname());
        }
        path(filter.urlRewrite().path());
      }
      case REQUEST_REDIRECT -> redirect(filter.requestRedirect());
    }
  }

  private void headers(HeaderModifier headers, Kind set, Kind add, Kind remove) {
    values(set, headers.set());
    values(add, headers.add());
    for (var name : headers.remove() == null ? List.<String>of() : headers.remove()) {
      actions.putIfAbsent(header(remove, name), YES);
    }
  }

  private void values(Kind kind, List<HeaderValue> values) {
    for (var each : values == null ? List.<HeaderValue>of() : values) {
      actions.putIfAbsent(header(kind, each.name()), Encoding.encoded(each.value()));
    }
  }

  private static Action header(Kind kind, String name) {
    return new Action(kind, name.toLowerCase(Locale.ROOT));
  }

  private void path(PathModifier path) {
    if (path == null) {
      return;
    }
    if (path.type() == PathModifierType.REPLACE_FULL_PATH) {
      put(Kind.PATH, path.replaceFullPath());
      return;
    }
    for (var claim : claims) {
      actions.put(
          new Action(Kind.PREFIX, String.valueOf(Action.depth(claim))), path.replacePrefixMatch());
    }
  }

  private void redirect(RequestRedirect redirect) {
    var code =
        redirect.statusCode() == null ? RequestRedirect.DEFAULT_STATUS_CODE : redirect.statusCode();
    actions.put(
        new Action(Kind.REDIRECT, String.valueOf(code)),
        "%s|%s|%s"
            .formatted(
                redirect.scheme() == null ? AS_ASKED : redirect.scheme(),
                redirect.hostname() == null ? AS_ASKED : redirect.hostname(),
                port(redirect)));
    path(redirect.path());
  }

  /** As Gateway API has it: with a scheme the port is that of the scheme, which is not written. */
  private static String port(RequestRedirect redirect) {
    var scheme = redirect.scheme() == null ? "http" : redirect.scheme();
    var usual = scheme.equals("https") ? 443 : 80;
    if (redirect.port() != null) {
      return redirect.port() == usual ? NO_PORT : String.valueOf(redirect.port());
    }
    return redirect.scheme() == null ? AS_ASKED : NO_PORT;
  }
}
