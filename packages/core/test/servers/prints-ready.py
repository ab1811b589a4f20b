# Prints without flushing, as most scripts do.
import http.server
import os

address = (os.environ['HOST'], int(os.environ['PORT']))
server = http.server.ThreadingHTTPServer(address, http.server.SimpleHTTPRequestHandler)
print('Serving')
server.serve_forever()
