/*
 * address: which machines we may speak to when somebody else names them.
 *
 * A stranger who has us fetch something could otherwise reach what only we
 * can: this machine, its neighbours, a cloud's metadata. Ask about the address
 * a socket is about to be connected to, never about a name: a name may mean
 * another address the next time it is looked up.
 *
 * An address is public when it is one of the internet's: not private,
 * loopback, link-local, shared by a carrier (100.64.0.0/10), unique local,
 * for documentation or measurements, multicast, reserved, or a cloud's
 * metadata. An IPv6 address that carries an IPv4 one (mapped, 6to4, NAT64) is
 * what that one is. What is neither IPv4 nor IPv6, or cut short, is not
 * public.
 */
#ifndef MEAL_ADDRESS_H
#define MEAL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

struct sockaddr;

/* n: how many bytes of it there are. */
bool	address_public(const struct sockaddr *, size_t n);
/* Whether it is one of this machine's: what listens there is meant for us.
 * Also when that cannot be found out. */
bool	address_ours(const struct sockaddr *);

#endif
