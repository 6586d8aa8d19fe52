package io.lonejupiter.kubernetes.resource;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.AppDeploymentStatus;

/** One placed instance. */
@Group("lonejupiter.io")
@Version("v1alpha1")
@Plural("appdeployments")
@ShortNames("ad")
@Categories("lj")
@AdditionalPrinterColumn(name = "App", jsonPath = ".spec.app", type = Type.STRING)
@AdditionalPrinterColumn(name = "Version", jsonPath = ".spec.artifact.version", type = Type.STRING)
@AdditionalPrinterColumn(name = "Host", jsonPath = ".spec.host", type = Type.STRING)
@AdditionalPrinterColumn(name = "Port", jsonPath = ".spec.ports[0].port", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = Type.STRING)
@AdditionalPrinterColumn(name = "Restarts", jsonPath = ".status.restarts", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Sessions", jsonPath = ".status.sessions", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Drained At",
    jsonPath = ".status.drain.estimatedEnd",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Drain Rate",
    jsonPath = ".status.drain.rate",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Pid", jsonPath = ".status.pid", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.reason",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.message",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class AppDeployment extends CustomResource<AppDeploymentSpec, AppDeploymentStatus>
    implements Namespaced {}
