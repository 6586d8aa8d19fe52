/**
 * Who may do what: users, roles and the decision. Pure; where credentials are kept and how they are
 * shown is not known here.
 */
package io.lonejupiter.apiserver.access;
