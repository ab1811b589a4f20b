// Ends on SIGTERM when all connections are closed; an event stream at `/events` stays open.
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: hello\n\n')
  } else response.end('ok')
})
server.listen(process.env.PORT, process.env.HOST)
process.on('SIGTERM', () => server.close(() => process.exit(0)))
