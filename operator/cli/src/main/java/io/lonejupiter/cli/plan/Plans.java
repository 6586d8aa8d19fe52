package io.lonejupiter.cli.plan;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.cli.plan.Planned.NamedStep;
import io.lonejupiter.core.plan.Forecast;
import io.lonejupiter.core.route.BackendNames;
import io.lonejupiter.core.route.Shares;
import io.lonejupiter.kubernetes.applicationmap.Preview;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.RevisionRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Makes plans. Objects that are to be applied are validated by the API itself, as a dry run. */
public final class Plans {
  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("lonejupiter-plan")
          .withForce(true)
          .withDryRun(List.of("All"))
          .build();

  private final KubernetesClient client;
  private final World world;
  private final Preview preview;

  public Plans(KubernetesClient client, World world, Preview preview) {
    this.client = client;
    this.world = world;
    this.preview = preview;
  }

  /**
   * What applying an object would do.
   *
   * @throws CommandFailure the API refuses it
   */
  public Planned ofApply(GenericKubernetesResource object) {
    var applied = dryRun(object);
    var serialization = new KubernetesSerialization();
    return switch (object.getKind()) {
      case "ApplicationMap" -> map(serialization.convertValue(applied, ApplicationMap.class));
      case "FrontEndConfig" -> frontEnd(serialization.convertValue(applied, FrontEndConfig.class));
      default -> other(object, applied);
    };
  }

  /** What is going to be done about all maps as they are. */
  public List<Planned> ofAllMaps() {
    return world.maps().all().stream().map(this::map).toList();
  }

  private GenericKubernetesResource dryRun(GenericKubernetesResource object) {
    try {
      return client.resource(object).patch(DRY_RUN, object);
    } catch (KubernetesClientException e) {
      throw new CommandFailure(
          "%s %s is refused: %s"
              .formatted(
                  object.getKind(),
                  object.getMetadata().getName(),
                  e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()),
          e);
    }
  }

  private Planned map(ApplicationMap map) {
    var plan = preview.of(map);
    var summary = plan.after() == null ? "" : change(plan.before(), plan.after(), map);
    return new Planned(
        "appmap/" + map.getMetadata().getName(),
        map.getMetadata().getNamespace(),
        summary,
        plan.obstacle(),
        plan.forecast().steps().stream().map(NamedStep::of).toList(),
        plan.forecast().pending(),
        plan.forecast().steps().isEmpty() ? null : plan.forecast().lasts().toSeconds(),
        plan.forecast().steps().isEmpty() ? null : plan.atRisk());
  }

  private static String change(RevisionRecord before, RevisionRecord after, ApplicationMap map) {
    if (before != null && before.revision().equals(after.revision())) {
      return "";
    }
    var type = map.getSpec().rollout() == null ? null : map.getSpec().rollout().type();
    var from = before == null ? "none" : before.revision() + " (" + before.artifact().name() + ")";
    return "revision %s to %s (%s), %s"
        .formatted(
            from, after.revision(), after.artifact().name(), type == null ? "Rolling" : type);
  }

  private Planned frontEnd(FrontEndConfig after) {
    var meta = after.getMetadata();
    var before =
        world
            .frontEnds()
            .find(meta.getNamespace(), meta.getName())
            .map(FrontEndConfig::getSpec)
            .orElse(null);
    return new Planned(
        "fec/" + meta.getName(),
        meta.getNamespace(),
        Objects.equals(before, after.getSpec()) ? "" : routes(before, after.getSpec()),
        null,
        List.of(),
        List.of(),
        null,
        null);
  }

  private static String routes(FrontEndConfigSpec before, FrontEndConfigSpec after) {
    var old = shares(before);
    var fresh = shares(after);
    var changes = new ArrayList<String>();
    var names = new TreeSet<>(old.keySet());
    names.addAll(fresh.keySet());
    for (var name : names) {
      var from = old.getOrDefault(name, "nothing");
      var to = fresh.getOrDefault(name, "nothing");
      if (!from.equals(to)) {
        changes.add(name + " from " + from + " to " + to);
      }
    }
    return changes.isEmpty() ? "its rules change, and no share" : String.join("; ", changes);
  }

  private static Map<String, String> shares(FrontEndConfigSpec spec) {
    var shares = new LinkedHashMap<String, String>();
    if (spec == null || spec.routes() == null) {
      return shares;
    }
    for (int i = 0; i < spec.routes().size(); i++) {
      var route = spec.routes().get(i);
      for (var ref : route.backendRefs()) {
        var total = route.weightTotal() == null ? 100 : route.weightTotal();
        var percent =
            ref.weight() == null
                ? 100.0
                : 100.0 * ref.weight() * (Shares.TOTAL / total) / Shares.TOTAL;
        shares.put(
            "route " + BackendNames.of(route, i) + ": " + BackendNames.of(ref),
            String.format(Locale.ROOT, "%.2f %%", percent).replaceFirst("\\.?0+ %", " %"));
      }
    }
    return shares;
  }

  private Planned other(GenericKubernetesResource object, GenericKubernetesResource applied) {
    var before = client.resource(object).get();
    var same =
        before != null
            && Objects.equals(
                before.getAdditionalProperties().get("spec"),
                applied.getAdditionalProperties().get("spec"));
    return new Planned(
        object.getKind().toLowerCase(Locale.ROOT) + "/" + object.getMetadata().getName(),
        object.getMetadata().getNamespace(),
        before == null ? "is created" : same ? "" : "is changed",
        null,
        List.of(),
        List.of(),
        null,
        null);
  }

  /** A step in words. */
  static String words(Forecast.Step step) {
    if (step instanceof Forecast.Start start) {
      return "start   " + start.instance() + " on " + start.host();
    }
    if (step instanceof Forecast.Change change) {
      return "change  " + change.instance() + ", which runs on";
    }
    if (step instanceof Forecast.Stop stop) {
      return "drain   " + stop.instance() + " on " + stop.host() + ": " + stop.why();
    }
    if (step instanceof Forecast.Remove remove) {
      return "remove  " + remove.instance() + " on " + remove.host() + ": " + remove.why();
    }
    if (step instanceof Forecast.Weight weight) {
      return "weight  " + weight.percent() + " % to revision " + weight.revision();
    }
    return "wait    " + ((Forecast.Wait) step).until();
  }
}
