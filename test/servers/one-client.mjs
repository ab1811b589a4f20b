// Serves one connection and ends, as single-client mocks do; readiness must not use that one up when the program is known to listen.
import { createServer } from 'node:net'
const server = createServer((socket) => {
  server.close()
  socket.end('hello\n')
})
server.listen(Number(process.env.PORT), process.env.HOST)
