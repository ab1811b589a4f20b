// Listens on the socket that it was given as descriptor 3.
import { createServer } from 'node:http'

const server = createServer((_, response) => response.end('inherited'))
server.listen({ fd: 3 }, () => console.log(`pids: ${process.pid};`))
