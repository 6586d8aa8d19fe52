/** Handing requests on to the server that leads. */
package io.lonejupiter.apiserver.proxy;
