/** Values as text, in the forms that clients of a Kubernetes API know. */
package io.lonejupiter.apiserver.text;
