/* Which addresses are the internet's: the edges of every special range, also
 * when an IPv6 address carries them. */
#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/array.h"

#include "tap.h"

/* The first and the last that are not public, and their neighbours that are:
 * NULL where the neighbour is not public either. */
static const struct {
	const char	*before, *first, *last, *after;
} v4[] = {
	{ NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0" },
	{ "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0" },
	{ "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0" },
	{ "126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0" },
	{ "168.63.129.15", "168.63.129.16", "168.63.129.16",
	    "168.63.129.17" },
	{ "169.253.255.255", "169.254.0.0", "169.254.255.255",
	    "169.255.0.0" },
	{ "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0" },
	{ "191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0" },
	{ "192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0" },
	{ "192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0" },
	{ "192.167.255.255", "192.168.0.0", "192.168.255.255",
	    "192.169.0.0" },
	{ "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0" },
	{ "198.51.99.255", "198.51.100.0", "198.51.100.255",
	    "198.51.101.0" },
	{ "203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0" },
	{ "223.255.255.255", "224.0.0.0", "255.255.255.255", NULL },
	{ NULL, "169.254.169.254", "100.100.100.200", NULL },
};

static const struct {
	const char	*address;
	bool		 public;
} v6[] = {
	{ "::", false }, { "::1", false }, { "::8.8.8.8", false },
	{ "::ffff:0:8.8.8.8", false }, { "64:ff9b:1::8.8.8.8", false },
	{ "100::1", false }, { "1fff:ffff::1", false },
	{ "2000::", true }, { "2000:ffff::1", true },
	{ "2001::", false }, { "2001:1ff:ffff::1", false },
	{ "2001:200::", true }, { "2001:db7:ffff::1", true },
	{ "2001:db8::", false }, { "2001:db8:ffff::1", false },
	{ "2001:db9::", true }, { "2606:4700::1111", true },
	{ "3ffe:ffff::1", true }, { "3fff::", false },
	{ "3fff:fff:ffff::1", false }, { "3fff:1000::", true },
	{ "4000::", false }, { "5f00::1", false }, { "fc00::1", false },
	{ "fd00:ec2::254", false }, { "fe80::1", false },
	{ "fec0::1", false }, { "ff02::1", false },
};

static void
is_public_v6(const char *address, bool public)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6 };

	ok(inet_pton(AF_INET6, address, &a.sin6_addr) == 1 && address_public(
	    (const struct sockaddr *)&a, sizeof(a)) == public, address);
}

static void
is_public(const char *address, bool public)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	const uint8_t *b = (const uint8_t *)&a.sin_addr;
	char carrier[64];

	if (!address)
		return;
	ok(inet_pton(AF_INET, address, &a.sin_addr) == 1 && address_public(
	    (const struct sockaddr *)&a, sizeof(a)) == public, address);
	snprintf(carrier, sizeof(carrier), "::ffff:%s", address);
	is_public_v6(carrier, public);
	snprintf(carrier, sizeof(carrier), "64:ff9b::%s", address);
	is_public_v6(carrier, public);
	snprintf(carrier, sizeof(carrier), "2002:%02x%02x:%02x%02x::1", b[0],
	    b[1], b[2], b[3]);
	is_public_v6(carrier, public);
}

int
main(void)
{
	struct sockaddr_in6 a = { .sin6_family = AF_UNIX };
	size_t i;

	for (i = 0; i < COUNT(v4); i++) {
		is_public(v4[i].before, true);
		is_public(v4[i].first, false);
		is_public(v4[i].last, false);
		is_public(v4[i].after, true);
	}
	for (i = 0; i < COUNT(v6); i++)
		is_public_v6(v6[i].address, v6[i].public);
	inet_pton(AF_INET6, "2606:4700::1111", &a.sin6_addr);
	ok(!address_public((struct sockaddr *)&a, sizeof(a)), "no family");
	a.sin6_family = AF_INET6;
	ok(!address_public((struct sockaddr *)&a, sizeof(struct sockaddr_in)),
	    "an address that is cut short");
	return done();
}
