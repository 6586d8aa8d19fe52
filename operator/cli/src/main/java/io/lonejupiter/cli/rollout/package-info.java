/** What a person or a CI job asks of a map's rollout, through the API alone, and how it goes. */
package io.lonejupiter.cli.rollout;
