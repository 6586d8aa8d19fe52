package io.lonejupiter.kubernetes.resource;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.lonejupiter.model.AppHostSpec;
import io.lonejupiter.model.AppHostStatus;

/** A host on which instances may run. */
@Group("lonejupiter.io")
@Version("v1alpha1")
@Plural("apphosts")
@ShortNames("host")
@Categories("lj")
@AdditionalPrinterColumn(name = "Address", jsonPath = ".status.address", type = Type.STRING)
@AdditionalPrinterColumn(name = "Tags", jsonPath = ".status.effectiveTags", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Instances",
    jsonPath = ".status.allocated.instances",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Cordoned", jsonPath = ".spec.cordoned", type = Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Load",
    jsonPath = ".status.load.load1",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class AppHost extends CustomResource<AppHostSpec, AppHostStatus> {}
