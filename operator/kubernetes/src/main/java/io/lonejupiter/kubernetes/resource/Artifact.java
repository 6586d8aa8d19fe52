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
import io.lonejupiter.model.ArtifactSpec;
import io.lonejupiter.model.ArtifactStatus;

/** What a build produced. */
@Group("lonejupiter.io")
@Version("v1alpha1")
@Plural("artifacts")
@ShortNames("art")
@Categories("lj")
@AdditionalPrinterColumn(name = "App", jsonPath = ".spec.app", type = Type.STRING)
@AdditionalPrinterColumn(name = "Version", jsonPath = ".spec.version", type = Type.STRING)
@AdditionalPrinterColumn(name = "Branch", jsonPath = ".spec.branch", type = Type.STRING)
@AdditionalPrinterColumn(name = "Sequence", jsonPath = ".status.sequence", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Source",
    jsonPath = ".spec.source.type",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Size",
    jsonPath = ".status.size",
    type = Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class Artifact extends CustomResource<ArtifactSpec, ArtifactStatus> implements Namespaced {}
