package io.lonejupiter.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.object.Json;
import io.lonejupiter.apiserver.object.Metadata;
import io.lonejupiter.apiserver.service.ObjectService;
import io.lonejupiter.apiserver.service.Selection;
import io.lonejupiter.apiserver.storage.Entry;
import io.lonejupiter.apiserver.storage.Event;
import io.lonejupiter.apiserver.storage.Link;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes as the bytes that go out. All who watch a kind in the same version and form share one
 * buffer for a change; it is kept with the change as long as memory allows.
 */
final class SharedEvents {
  private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);

  private final Selection selection;
  private final Rendering rendering;
  private final PlainJson plain;

  /**
   * @param second of the rendering where the form shows ages, or else 0
   */
  private record Form(
      String type, String apiVersion, Accept accept, String includeObject, long second) {}

  SharedEvents(Selection selection, Rendering rendering) {
    this.selection = selection;
    this.rendering = rendering;
    this.plain = PlainJson.of(selection.type());
  }

  /**
   * @param first of the stream, which no other may share as it tells more
   */
  Buffer of(Link link, String type, boolean first, Instant now) {
    boolean table = rendering.accept().form() == Accept.Form.TABLE;
    if (table && first) {
      return make(link.event(), type, true, now);
    }
    Form form =
        new Form(
            type,
            selection.type().apiVersion(),
            rendering.accept(),
            table ? rendering.includeObject() : "",
            table ? now.getEpochSecond() : 0);
    Map<Form, Buffer> shared = shared(link);
    Buffer present = shared.get(form);
    if (present != null) {
      return present;
    }
    Buffer made = make(link.event(), type, false, now);
    Map<Form, Buffer> more = new HashMap<>(shared);
    more.put(form, made);
    link.share(more);
    return made;
  }

  @SuppressWarnings("unchecked")
  private static Map<Form, Buffer> shared(Link link) {
    Object shared = link.shared();
    return shared == null ? Map.of() : (Map<Form, Buffer>) shared;
  }

  private Buffer make(Event event, String type, boolean first, Instant now) {
    if (!type.equals("DELETED")) {
      return object(type, event.after(), first, now);
    }
    ObjectNode gone = ObjectService.served(selection.type(), event.before()).deepCopy();
    Metadata.put(gone, "resourceVersion", Long.toString(event.version()));
    return rendered(type, gone, first, now);
  }

  private Buffer object(String type, Entry entry, boolean first, Instant now) {
    return rendering.accept().form() == Accept.Form.OBJECT && plain.fits(entry)
        ? buffer(type, entry.json())
        : rendered(type, ObjectService.served(selection.type(), entry), first, now);
  }

  /** The selected ones of the entries, as objects that are there. */
  List<Buffer> added(List<Entry> entries, boolean first, Instant now) {
    List<Buffer> added = new ArrayList<>();
    for (Entry entry : entries) {
      if (selection.selects(entry)) {
        added.add(object("ADDED", entry, first && added.isEmpty(), now));
      }
    }
    return added;
  }

  Buffer rendered(String type, ObjectNode object, boolean first, Instant now) {
    return buffer(type, Json.bytes(rendering.at(now).event(object, first)));
  }

  static Buffer buffer(String type, byte[] object) {
    String head = "{\"type\":\"" + type + "\",\"object\":";
    return Buffer.buffer(head.length() + object.length + END.length)
        .appendString(head)
        .appendBytes(object)
        .appendBytes(END);
  }
}
