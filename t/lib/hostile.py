"""A web server that does what it likes:
python3 hostile.py PORTFILE [ADDRESS PORT]

Prints nothing; writes its port into PORTFILE, and each path that is asked for
into PORTFILE.asked. Paths: /ok /slow /endless
/loop /to?URL /bomb /short /long /headers /status/N /type/T /name.
"""
import gzip
import http.server
import socketserver
import sys
import time
import urllib.parse


class Hostile(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def say(self, body, status=200, headers=()):
        self.send_response(status)
        sent = dict(headers)
        sent.setdefault('Content-Type', 'text/html; charset=utf-8')
        sent.setdefault('Content-Length', str(len(body)))
        for name, value in sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, chunk, pause, count):
        self.send_response(200)
        self.send_header('Content-Type', 'text/html')
        self.send_header('Connection', 'close')
        self.end_headers()
        for _ in range(count):
            self.wfile.write(chunk)
            self.wfile.flush()
            time.sleep(pause)

    def do_GET(self):
        self.close_connection = True
        url = urllib.parse.urlsplit(self.path)
        parts = url.path.strip('/').split('/')
        what = parts[0]
        with open(sys.argv[1] + '.asked', 'a') as asked:
            asked.write(self.path + '\n')
        try:
            if what == 'ok':
                self.say(b'<p>hello</p>')
            elif what == 'agent':
                self.say(self.headers.get('User-Agent', '').encode())
            elif what == 'slow':
                self.drip(b'x', 1, 100)
            elif what == 'endless':
                self.drip(b'x' * 65536, 0, 100000)
            elif what == 'loop':
                self.say(b'', 302, {'Location': '/loop'})
            elif what == 'to':
                self.say(b'', 302, {'Location': urllib.parse.unquote(
                    url.query)})
            elif what == 'bomb':
                body = gzip.compress(b'\0' * (100 << 20))
                self.say(body, 200, {'Content-Encoding': 'gzip'})
            elif what == 'badzip':
                self.say(b'no gzip at all', 200,
                         {'Content-Encoding': 'gzip'})
            elif what == 'short':
                self.say(b'x' * 10, 200, {'Content-Length': '1000'})
            elif what == 'long':
                self.say(b'x' * 1000, 200, {'Content-Length': '10'})
            elif what == 'huge':
                self.say(b'x', 200, {'Content-Length': '99999999999'})
            elif what == 'headers':
                self.send_response(200)
                for i in range(20000):
                    self.send_header('X-%d' % i, 'y' * 100)
                self.end_headers()
            elif what == 'status':
                self.say(b'no', int(parts[1]))
            elif what == 'type':
                self.say(b'body', 200, {'Content-Type': '/'.join(parts[1:])})
            elif what == 'garbage':
                self.wfile.write(b'\x00\xff\x00garbage\r\n\r\n')
            elif what == 'silent':
                time.sleep(60)
            else:
                self.say(b'nothing', 404)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


where = (sys.argv[2], int(sys.argv[3])) if len(sys.argv) > 3 else ('127.0.0.1', 0)
server = Server(where, Hostile)
with open(sys.argv[1] + '.new', 'w') as out:
    out.write(str(server.server_address[1]))
import os  # noqa: E402
os.rename(sys.argv[1] + '.new', sys.argv[1])
server.serve_forever()
