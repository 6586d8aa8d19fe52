/** How many instances a map shall have. */
package io.lonejupiter.core.scale;
