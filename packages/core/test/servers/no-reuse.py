# An HTTP server that does not set SO_REUSEADDR, as few do.
import http.server
import os


class Server(http.server.HTTPServer):
    allow_reuse_address = False


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")


Server((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
