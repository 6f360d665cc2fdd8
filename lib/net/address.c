#include "net/address.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/array.h"

struct range {
	uint8_t		start[8];
	unsigned	bits;
};

/* The registries of special addresses (RFC 6890 and what came after it). */
static const struct range not_v4[] = {
	{ { 0 }, 8 },			/* this network */
	{ { 10 }, 8 },			/* private */
	{ { 100, 64 }, 10 },		/* a carrier's */
	{ { 127 }, 8 },			/* loopback */
	{ { 168, 63, 129, 16 }, 32 },	/* metadata with a public address */
	{ { 169, 254 }, 16 },		/* link-local, metadata */
	{ { 172, 16 }, 12 },		/* private */
	{ { 192, 0, 0 }, 24 },		/* protocols, metadata */
	{ { 192, 0, 2 }, 24 },		/* documentation */
	{ { 192, 88, 99 }, 24 },	/* 6to4 relays */
	{ { 192, 168 }, 16 },		/* private */
	{ { 198, 18 }, 15 },		/* measurements */
	{ { 198, 51, 100 }, 24 },	/* documentation */
	{ { 203, 0, 113 }, 24 },	/* documentation */
	{ { 224 }, 3 },			/* multicast, reserved, broadcast */
};

/* Of 2000::/3, outside of which nothing is public. */
static const struct range not_v6[] = {
	{ { 0x20, 0x01 }, 23 },		/* protocols, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },	/* documentation */
	{ { 0x3f, 0xff }, 20 },		/* documentation */
};

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

static bool
in(const struct range *r, const uint8_t *a)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;

	return memcmp(r->start, a, whole) == 0 && (rest == 0 ||
	    (r->start[whole] ^ a[whole]) >> (8 - rest) == 0);
}

static bool
in_none(const struct range *r, size_t n, const uint8_t *a)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (in(&r[i], a))
			return false;
	return true;
}

static bool
public_v4(const uint8_t *a)
{
	return in_none(not_v4, COUNT(not_v4), a);
}

static bool
public_v6(const uint8_t *a)
{
	if (memcmp(a, mapped, sizeof(mapped)) == 0 ||
	    memcmp(a, nat64, sizeof(nat64)) == 0)
		return public_v4(a + 12);
	if (a[0] == 0x20 && a[1] == 0x02)	/* 6to4 */
		return public_v4(a + 2);
	return a[0] >> 5 == 1 && in_none(not_v6, COUNT(not_v6), a);
}

bool
address_public(const struct sockaddr *address, size_t n)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (n >= sizeof(v4) && address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof(v4));
		return public_v4((const uint8_t *)&v4.sin_addr);
	}
	if (n >= sizeof(v6) && address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return public_v6(v6.sin6_addr.s6_addr);
	}
	return false;
}

static bool
same(const struct sockaddr *a, const struct sockaddr *b)
{
	struct sockaddr_in v4[2];
	struct sockaddr_in6 v6[2];

	if (!a || a->sa_family != b->sa_family)
		return false;
	if (a->sa_family == AF_INET) {
		memcpy(&v4[0], a, sizeof(v4[0]));
		memcpy(&v4[1], b, sizeof(v4[1]));
		return memcmp(&v4[0].sin_addr, &v4[1].sin_addr,
		    sizeof(v4[0].sin_addr)) == 0;
	}
	if (a->sa_family != AF_INET6)
		return false;
	memcpy(&v6[0], a, sizeof(v6[0]));
	memcpy(&v6[1], b, sizeof(v6[1]));
	return memcmp(&v6[0].sin6_addr, &v6[1].sin6_addr,
	    sizeof(v6[0].sin6_addr)) == 0;
}

bool
address_ours(const struct sockaddr *address)
{
	struct ifaddrs *all, *one;
	bool ours = false;

	if (getifaddrs(&all) != 0)
		return true;
	for (one = all; one && !ours; one = one->ifa_next)
		ours = same(one->ifa_addr, address);
	freeifaddrs(all);
	return ours;
}
