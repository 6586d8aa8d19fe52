/** What is there, read through the API alone, for commands that show what is going to be done. */
package io.lonejupiter.kubernetes.plan;
