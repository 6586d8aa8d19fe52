/** The route table in the words of other proxies and of Consul's service mesh. */
package io.lonejupiter.router.export;
