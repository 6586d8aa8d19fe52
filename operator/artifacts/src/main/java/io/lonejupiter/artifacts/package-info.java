/** The artifact service: a build pushes bytes with one PUT, hosts fetch them by their digest. */
package io.lonejupiter.artifacts;
