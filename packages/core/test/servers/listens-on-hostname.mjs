// Listens on HOSTNAME, which many shells and containers export as the machine's name.
import { createServer } from 'node:http'

const server = createServer((_, response) => response.end(String(process.pid)))
server.listen(process.env.PORT, process.env.HOSTNAME ?? '0.0.0.0')
