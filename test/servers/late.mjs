// Listens only when as many milliseconds have passed as its first argument says.
import { createServer } from 'node:http'

const server = createServer((_, response) => response.end(String(process.pid)))
setTimeout(() => server.listen(process.env.PORT, process.env.HOST), Number(process.argv[2]))
