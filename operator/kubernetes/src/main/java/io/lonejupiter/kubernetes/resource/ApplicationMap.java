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
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ApplicationMapStatus;

/** How many instances of which artifact run, and where they may. */
@Group("lonejupiter.io")
@Version("v1alpha1")
@Plural("applicationmaps")
@ShortNames("appmap")
@Categories("lj")
@AdditionalPrinterColumn(name = "Wanted", jsonPath = ".status.wanted", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.ready", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Updated", jsonPath = ".status.updated", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.version", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Revision",
    jsonPath = ".status.revision",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class ApplicationMap extends CustomResource<ApplicationMapSpec, ApplicationMapStatus>
    implements Namespaced {}
