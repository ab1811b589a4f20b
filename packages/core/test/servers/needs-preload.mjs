// Works only if the preload of the user ran: a file that sets `globalThis.hasPreload`.
import { createServer } from 'node:http'

if (!globalThis.hasPreload) {
  console.error('the preload of NODE_OPTIONS did not run')
  process.exit(1)
}
createServer((_, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST)
