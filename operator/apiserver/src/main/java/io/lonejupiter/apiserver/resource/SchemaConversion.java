package io.lonejupiter.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lonejupiter.apiserver.schema.Defaulter;
import io.lonejupiter.apiserver.schema.Pruner;
import io.lonejupiter.apiserver.schema.Schema;

/**
 * Between versions with different schemas, also of different times: who reads an object gets what
 * the schema of the version knows, with its defaults. Pure.
 */
final class SchemaConversion implements Conversion {
  private final Conversion versions;
  private final Schema schema;

  SchemaConversion(Conversion versions, Schema schema) {
    this.versions = versions;
    this.schema = schema;
  }

  @Override
  public ObjectNode toServed(ObjectNode stored) {
    ObjectNode served = versions.toServed(stored);
    ObjectNode known = served.deepCopy();
    Pruner.prune(schema, known);
    Defaulter.apply(schema, known);
    return known.equals(served) ? served : known;
  }

  @Override
  public ObjectNode toStored(ObjectNode served) {
    return versions.toStored(served);
  }

  @Override
  public String storedVersion() {
    return versions.storedVersion();
  }
}
