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
  private final Schema storedSchema;

  SchemaConversion(Conversion versions, Schema schema, Schema storedSchema) {
    this.versions = versions;
    this.schema = schema;
    this.storedSchema = storedSchema;
  }

  @Override
  public ObjectNode toServed(ObjectNode stored) {
    return known(schema, versions.toServed(stored));
  }

  @Override
  public ObjectNode toStored(ObjectNode served) {
    return known(storedSchema, versions.toStored(served));
  }

  private static ObjectNode known(Schema schema, ObjectNode object) {
    ObjectNode known = object.deepCopy();
    Pruner.prune(schema, known);
    Defaulter.apply(schema, known);
    return known.equals(object) ? object : known;
  }

  @Override
  public String storedVersion() {
    return versions.storedVersion();
  }
}
