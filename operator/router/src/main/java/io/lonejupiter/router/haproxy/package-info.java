/** HAProxy itself: its configuration, its process and its runtime sockets. Decides nothing. */
package io.lonejupiter.router.haproxy;
