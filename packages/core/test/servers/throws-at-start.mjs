// Throws at its start if BROKEN is set; else an HTTP server on PORT and HOST, which exits with 3 at GET /die.
import { createServer } from 'node:http'

if (process.env.BROKEN) throw new Error('DATABASE_URL is not set')
createServer((request, response) => {
  if (request.url === '/die') process.exit(3)
  response.end('ok')
}).listen(process.env.PORT, process.env.HOST)
