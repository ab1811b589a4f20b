// Listens on host and port of the arguments, prints the port, and answers "hello" until it is ended.
import { createServer } from 'node:net'
const [host, port = '0'] = process.argv.slice(2)
const server = createServer((socket) => socket.end('hello'))
server.listen({ host, port: Number(port) }, () => console.log(server.address().port))
