package io.lonejupiter.apiserver.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java client of the Kubernetes project: its typed and dynamic parts, informer and elector. */
@ParameterizedClass
@MethodSource("io.lonejupiter.apiserver.clients.Served#all")
@Tag("thorough")
class OfficialClientIT {
  private static final String GROUP = "sample.test";
  private static final String PLURAL = "tomcats";

  @Parameter Served served;

  private ApiClient client;
  private CoreV1Api core;
  private String namespace;

  @BeforeEach
  void connect() throws IOException {
    client = connected();
    core = new CoreV1Api(client);
    namespace = served.namespace();
  }

  private ApiClient connected() throws IOException {
    try (Reader kubeconfig = Files.newBufferedReader(served.kubeconfig())) {
      return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(kubeconfig)).build();
    }
  }

  private V1ConfigMap map(String name, String value) {
    return new V1ConfigMap()
        .apiVersion("v1")
        .kind("ConfigMap")
        .metadata(new V1ObjectMeta().name(name).namespace(namespace).labels(Map.of("app", "a")))
        .data(Map.of("key", value));
  }

  @Test
  void builtInsAreCreatedListedPatchedReplacedAndDeleted() throws ApiException {
    V1ConfigMap made = core.createNamespacedConfigMap(namespace, map("a", "1")).execute();
    assertThat(made.getMetadata().getUid()).isNotEmpty();
    core.createNamespacedConfigMap(namespace, map("b", "1")).execute();
    V1ConfigMapList page =
        core.listNamespacedConfigMap(namespace).labelSelector("app=a").limit(1).execute();
    assertThat(page.getItems()).hasSize(1);
    V1ConfigMapList rest =
        core.listNamespacedConfigMap(namespace)
            .labelSelector("app=a")
            .limit(1)
            ._continue(page.getMetadata().getContinue())
            .execute();
    assertThat(rest.getItems().get(0).getMetadata().getName()).isEqualTo("b");

    V1ConfigMap patched = strategic("a", "{\"data\":{\"more\":\"2\"}}");
    assertThat(patched.getData()).containsOnly(entry("key", "1"), entry("more", "2"));
    core.replaceNamespacedConfigMap("a", namespace, patched.data(Map.of("key", "3"))).execute();
    assertThat(core.readNamespacedConfigMap("a", namespace).execute().getData())
        .containsOnly(entry("key", "3"));
    assertRefused(409, () -> core.replaceNamespacedConfigMap("a", namespace, patched).execute());
    assertRefused(409, () -> core.createNamespacedConfigMap(namespace, map("a", "1")).execute());
    assertRefused(422, () -> strategic("b", "{\"metadata\":{\"labels\":{\"a\":\"no value\"}}}"));

    assertThat(core.deleteNamespacedConfigMap("a", namespace).execute().getStatus())
        .isEqualTo("Success");
    assertRefused(404, () -> core.readNamespacedConfigMap("a", namespace).execute());
  }

  private V1ConfigMap strategic(String name, String patch) throws ApiException {
    return PatchUtils.patch(
        V1ConfigMap.class,
        () -> core.patchNamespacedConfigMap(name, namespace, new V1Patch(patch)).buildCall(null),
        V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
        client);
  }

  private static void assertRefused(
      int code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.getCode()).isEqualTo(code));
  }

  @Test
  void customObjectsAreCreatedListedPatchedReplacedAndDeleted() throws ApiException {
    var customs = new CustomObjectsApi(client);
    var tomcat =
        Map.of(
            "apiVersion",
            "sample.test/v1",
            "kind",
            "Tomcat",
            "metadata",
            Map.of("name", "a"),
            "spec",
            Map.of("version", "9"));
    var made =
        customs.createNamespacedCustomObject(GROUP, "v1", namespace, PLURAL, tomcat).execute();
    assertThat(at(made, "spec", "replicas")).isEqualTo(1.0);
    var list = customs.listNamespacedCustomObject(GROUP, "v1", namespace, PLURAL).execute();
    assertThat((List<?>) at(list, "items")).hasSize(1);

    var body = new V1Patch("{\"status\":{\"replicas\":2},\"spec\":{\"version\":\"no\"}}");
    var patched =
        PatchUtils.patch(
            Object.class,
            () ->
                customs
                    .patchNamespacedCustomObjectStatus(GROUP, "v1", namespace, PLURAL, "a", body)
                    .buildCall(null),
            V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
            client);
    assertThat(at(patched, "status", "replicas")).isEqualTo(2.0);
    assertThat(at(patched, "spec", "version")).isEqualTo("9");

    @SuppressWarnings("unchecked")
    var spec = (Map<String, Object>) at(patched, "spec");
    spec.put("version", "10");
    // The client reads every number as a double, and scale takes none.
    assertRefused(422, () -> replace(customs, patched));
    spec.put("replicas", 1);
    assertThat(at(replace(customs, patched), "metadata", "generation")).isEqualTo(2.0);
    assertRefused(409, () -> replace(customs, patched));
    customs.deleteNamespacedCustomObject(GROUP, "v1", namespace, PLURAL, "a").execute();
    assertRefused(
        404,
        () -> customs.getNamespacedCustomObject(GROUP, "v1", namespace, PLURAL, "a").execute());
  }

  private Object replace(CustomObjectsApi customs, Object tomcat) throws ApiException {
    return customs
        .replaceNamespacedCustomObject(GROUP, "v1", namespace, PLURAL, "a", tomcat)
        .execute();
  }

  private static Object at(Object object, String... path) {
    Object at = object;
    for (String name : path) {
      at = ((Map<?, ?>) at).get(name);
    }
    return at;
  }

  @Test
  void appliersOwnTheirFieldsAndConflictOverOthers() throws ApiException {
    var tomcats = new DynamicKubernetesApi(GROUP, "v1", PLURAL, client);
    DynamicKubernetesObject mine = apply(tomcats, "me", false, "version: '9', replicas: 2");
    assertThat(mine.getMetadata().getManagedFields())
        .singleElement()
        .satisfies(
            fields -> {
              assertThat(fields.getManager()).isEqualTo("me");
              assertThat(fields.getOperation()).isEqualTo("Apply");
            });
    assertRefused(409, () -> apply(tomcats, "you", false, "version: '10'"));
    DynamicKubernetesObject yours = apply(tomcats, "you", true, "version: '10'");
    assertThat(yours.getRaw().getAsJsonObject("spec").get("replicas").getAsInt()).isEqualTo(2);
    DynamicKubernetesObject left = apply(tomcats, "me", false, "{}");
    assertThat(left.getRaw().getAsJsonObject("spec"))
        .isEqualTo(JsonParser.parseString("{\"replicas\":1,\"version\":\"10\"}"));
  }

  private DynamicKubernetesObject apply(
      DynamicKubernetesApi tomcats, String manager, boolean force, String spec)
      throws ApiException {
    String fields = spec.startsWith("{") ? spec : "{" + spec + "}";
    var options = new PatchOptions();
    options.setFieldManager(manager);
    options.setForce(force);
    return tomcats
        .patch(
            namespace,
            "applied",
            V1Patch.PATCH_FORMAT_APPLY_YAML,
            new V1Patch(
                "{apiVersion: sample.test/v1, kind: Tomcat, metadata: {name: applied}, spec: "
                    + fields
                    + "}"),
            options)
        .throwsApiException()
        .getObject();
  }

  @Test
  void aSharedInformerSeesWhatOthersDo() throws Exception {
    core.createNamespacedConfigMap(namespace, map("before", "1")).execute();
    var maps =
        new GenericKubernetesApi<>(
            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
    var factory = new SharedInformerFactory(client);
    var informer = factory.sharedIndexInformerFor(maps, V1ConfigMap.class, 0, namespace);
    List<String> seen = new CopyOnWriteArrayList<>();
    informer.addEventHandler(recording(seen));
    factory.startAllRegisteredInformers();
    try {
      await().untilAsserted(() -> assertThat(seen).containsExactly("+before"));
      core.createNamespacedConfigMap(namespace, map("a", "1")).execute();
      strategic("a", "{\"data\":{\"key\":\"2\"}}");
      core.deleteNamespacedConfigMap("a", namespace).execute();
      await().untilAsserted(() -> assertThat(seen).containsExactly("+before", "+a", "~a=2", "-a"));
      assertThat(informer.getIndexer().listKeys()).containsExactly(namespace + "/before");
    } finally {
      factory.stopAllRegisteredInformers(true);
    }
  }

  private static ResourceEventHandler<V1ConfigMap> recording(List<String> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(V1ConfigMap object) {
        seen.add("+" + object.getMetadata().getName());
      }

      @Override
      public void onUpdate(V1ConfigMap old, V1ConfigMap object) {
        seen.add("~" + object.getMetadata().getName() + "=" + object.getData().get("key"));
      }

      @Override
      public void onDelete(V1ConfigMap object, boolean unknown) {
        seen.add("-" + object.getMetadata().getName());
      }
    };
  }

  @Test
  void aWatchGoesOnWhereTheOneBeforeEnded() throws Exception {
    String listed =
        core.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
    core.createNamespacedConfigMap(namespace, map("a", "1")).execute();
    core.createNamespacedConfigMap(namespace, map("b", "1")).execute();
    List<String> first = events(listed, 1);
    core.deleteNamespacedConfigMap("a", namespace).execute();
    assertThat(first).containsExactly("ADDED a");
    String last =
        core.readNamespacedConfigMap("b", namespace).execute().getMetadata().getResourceVersion();
    assertThat(events(last, 1)).containsExactly("DELETED a");
    assertThat(events(listed, 3)).containsExactly("ADDED a", "ADDED b", "DELETED a");
  }

  private List<String> events(String after, int count) throws ApiException, IOException {
    List<String> events = new ArrayList<>();
    var call =
        core.listNamespacedConfigMap(namespace)
            .watch(true)
            .resourceVersion(after)
            .allowWatchBookmarks(true)
            .timeoutSeconds(10)
            .buildCall(null);
    var type = new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType();
    try (Watch<V1ConfigMap> watch = Watch.createWatch(client, call, type)) {
      while (events.size() < count && watch.hasNext()) {
        var event = watch.next();
        events.add(event.type + " " + event.object.getMetadata().getName());
      }
    }
    return events;
  }

  @Test
  void ofTwoElectorsOneLeadsAndTheOtherTakesOver() throws Exception {
    List<String> leads = new CopyOnWriteArrayList<>();
    try (LeaderElector second = elector("second")) {
      try (LeaderElector first = elector("first")) {
        run(first, "first", leads);
        await().untilAsserted(() -> assertThat(leads).containsExactly("first"));
        run(second, "second", leads);
        var leases = new CoordinationV1Api(client);
        var lease = leases.readNamespacedLease("lock", namespace).execute();
        assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("first");
        await()
            .untilAsserted(
                () ->
                    assertThat(
                            leases
                                .readNamespacedLease("lock", namespace)
                                .execute()
                                .getSpec()
                                .getRenewTime())
                        .isAfter(lease.getSpec().getRenewTime()));
        assertThat(leads).containsExactly("first");
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(leads).containsExactly("first", "second"));
    }
  }

  private LeaderElector elector(String identity) throws IOException {
    var lock = new LeaseLock(namespace, "lock", identity, connected());
    return new LeaderElector(
        new LeaderElectionConfig(
            lock, Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(300)));
  }

  private static void run(LeaderElector elector, String identity, List<String> leads) {
    var thread = new Thread(() -> elector.run(() -> leads.add(identity), () -> {}), identity);
    thread.setDaemon(true);
    thread.start();
  }
}
