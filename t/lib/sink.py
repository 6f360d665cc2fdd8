"""An SMTP server for tests: keeps what it gets, fails as it is told.

usage: sink.py DIR PORT TLS AUTH

DIR/how says what to do (see Meal::Mail), DIR/port is written when it
listens, DIR/NNNNNN.mail is a message with its envelope before it.
TLS is empty, "starttls" or "smtps"; AUTH is empty or "user:password".
"""
import asyncio
import os
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

directory, port, tls, auth = sys.argv[1:5]
taken = 0


def write(name, data):
    path = os.path.join(directory, name)
    with open(path + ".new", "wb") as out:
        out.write(data)
    os.rename(path + ".new", path)


def behaviour(*kinds):
    """Whether this is one of the next n that fail so; counts it down."""
    try:
        with open(os.path.join(directory, "how")) as text:
            words = text.read().split()
    except FileNotFoundError:
        return ""
    if len(words) != 2 or words[0] not in kinds:
        return ""
    left = int(words[1])
    if words[0] == "slow":
        return left
    if left <= 0:
        return ""
    write("how", b"%s %d\n" % (words[0].encode(), left - 1))
    return words[0]


class Sink:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if behaviour("sender"):
            return "553 5.7.1 not from you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        how = behaviour("defer", "refuse", "hang")
        if how == "defer":
            return "450 4.2.0 <%s> not now" % address
        if how == "refuse":
            return "550 5.1.1 <%s> is unknown here" % address
        if how == "hang":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        how = behaviour("reject", "fail", "drop", "silent")
        if how == "reject":
            return "554 5.7.0 no such words"
        if how == "fail":
            return "451 4.3.0 not now"
        keep(session, envelope)
        if how == "drop":
            server.transport.abort()
        elif how == "silent":
            await asyncio.sleep(3600)
        slow = behaviour("slow")
        if slow:
            await asyncio.sleep(slow / 1000)
        return "250 taken"


def keep(session, envelope):
    global taken
    taken += 1
    user = getattr(session, "auth_data", None)
    head = "from: %s\nto: %s\ntls: %s\nuser: %s\n\n" % (
        envelope.mail_from, ",".join(envelope.rcpt_tos),
        "yes" if session.ssl or tls == "smtps" else "",
        user.login.decode() if user else "")
    write("%06d.mail" % taken, head.encode() + envelope.original_content)


def check(server, session, envelope, mechanism, data):
    user, _, password = auth.partition(":")
    good = (data.login.decode() == user and
            data.password.decode() == password)
    return AuthResult(success=good, auth_data=data, handled=False)


async def main():
    global taken
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(directory, "ca.pem"),
                                os.path.join(directory, "key.pem"))
    taken = len([n for n in os.listdir(directory) if n.endswith(".mail")])

    def factory():
        return SMTP(Sink(), hostname="sink.example.com",
                    tls_context=context if tls == "starttls" else None,
                    authenticator=check if auth else None,
                    auth_required=bool(auth), auth_require_tls=False)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        factory, "127.0.0.1", int(port),
        ssl=context if tls == "smtps" else None)
    number = server.sockets[0].getsockname()[1]
    end = loop.create_future()
    loop.add_signal_handler(signal.SIGTERM, end.set_result, None)
    write("port", b"%d\n" % number)
    await end

asyncio.run(main())
