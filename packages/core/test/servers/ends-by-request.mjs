// Ignores SIGTERM, and ends when `/quit` is asked for.
import { createServer } from 'node:http'

process.on('SIGTERM', () => undefined)
createServer((request, response) => {
  response.end('', () => request.url === '/quit' && process.exit())
}).listen(Number(process.env.PORT), process.env.HOST)
