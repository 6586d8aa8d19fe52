/** What is going to be done, before it is. */
package io.lonejupiter.core.plan;
