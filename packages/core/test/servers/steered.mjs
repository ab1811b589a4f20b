// Listens in the way that its argument names, on the port 3000 or PORT where that takes one, and prints and answers with its address.
import { createServer } from 'node:http'

const port = Number(process.env.STEERED_PORT ?? 3000)
const ways = {
  port: (server, listening) => server.listen(port, listening),
  text: (server, listening) => server.listen(String(port), listening),
  backlog: (server, listening) => server.listen(port, 511, listening),
  'no host': (server, listening) => server.listen(port, undefined, 511, listening),
  options: (server, listening) => server.listen({ port, backlog: 511 }, listening),
  host: (server, listening) => server.listen(port, process.env.NAMED_HOST, listening),
  'host option': (server, listening) => server.listen({ port, host: process.env.NAMED_HOST }, listening),
  nothing: (server, listening) => server.listen(listening),
  'port 0': (server, listening) => server.listen(0, listening),
  path: (server, listening) => server.listen(process.env.SOCKET_PATH, listening),
}

const server = createServer((_, response) => response.end(JSON.stringify(server.address())))
ways[process.argv[2]](server, () => console.log(`address ${JSON.stringify(server.address())}`))
