// An HTTP server on a port that the system picks. It says `pids: …` for itself.
import { createServer } from 'node:http'

createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1', () => console.log(`pids: ${process.pid};`))
