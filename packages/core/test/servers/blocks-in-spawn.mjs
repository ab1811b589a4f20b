// Runs the real program by spawnSync, so that its own event loop stands still. That program listens after as many seconds as the first argument says.
import { spawnSync } from 'node:child_process'

const program = `import http.server, os, sys, time
time.sleep(float(sys.argv[1]))
server = http.server.ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), http.server.SimpleHTTPRequestHandler)
print("listens at", time.time(), flush=True)
server.serve_forever()`
process.exit(spawnSync('python3', ['-c', program, process.argv[2]], { stdio: 'inherit' }).status ?? 1)
