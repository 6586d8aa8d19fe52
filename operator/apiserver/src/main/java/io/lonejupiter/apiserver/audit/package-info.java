/** Who changed what: the audit log. */
package io.lonejupiter.apiserver.audit;
