/** Instances as pods: what the embedded API shows of them beside their AppDeployments. */
package io.lonejupiter.server.pods;
