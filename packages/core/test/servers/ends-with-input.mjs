// Ends when its standard input ends, as bundlers in watch mode do. Listens after a moment of building.
import { createServer } from 'node:http'

process.stdin.on('end', () => process.exit(0)).resume()
const server = createServer((_, response) => response.end(String(process.pid)))
setTimeout(() => server.listen(process.env.PORT, process.env.HOST), 300)
