/** Keeps clients from using more than their share. */
package io.lonejupiter.apiserver.limit;
