# The same as report-listening.mjs in Python: `python3 report-listening.py <host> <port> <pause in ms>`.
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

host, port, pause_ms = sys.argv[1:4]
times = {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(times).encode()
        self.send_response(200)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    # wait-on and what is built on it ask by HEAD.
    do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


before = time.monotonic()
time.sleep(int(pause_ms) / 1000)
times['pausedMs'] = (time.monotonic() - before) * 1000
server = ThreadingHTTPServer((host, int(port)), Handler)
times['listenedNs'] = str(time.monotonic_ns())
print(f'listening on http://{host}:{port}', flush=True)
server.serve_forever()
