#include "web/auth_enter.h"

#include "data/doc.h"
#include "account/login.h"
#include "web/req.h"

struct doc *
auth_enter(struct req *rq, const struct login *l, const char *next)
{
	struct login_cookies cookies;

	if (!login_browser(rq->cx, l, rq->cookie,
	    req_cookie(rq, DEVICE_COOKIE), &cookies))
		return NULL;
	rq->out.set_cookie = cookies.session;
	req_put_cookie(rq, DEVICE_COOKIE, cookies.device, DEVICE_LIFETIME);
	rq->out.redirect = next && uri_is_local(next) ? next : "/";
	return doc_object(rq->cx->arena);
}
