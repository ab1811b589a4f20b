import { createServer } from 'node:http'

// `node named-server.mjs <port> <name> <lag>` shows by its answer which run started it. It listens after `lag` milliseconds, as one with
// something to load; a port that is taken ends it, as most servers.
const [, , port, name, lag] = process.argv
setTimeout(() => createServer((_, response) => response.end(name)).listen(Number(port), '127.0.0.1'), Number(lag))
