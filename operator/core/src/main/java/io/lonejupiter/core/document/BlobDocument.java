package io.lonejupiter.core.document;

/**
 * Says that there are bytes with this SHA-256, so that every server gets itself a copy.
 *
 * @param schema of this document, 1
 * @param size in bytes
 */
public record BlobDocument(int schema, long size) {
  public BlobDocument(long size) {
    this(1, size);
  }
}
