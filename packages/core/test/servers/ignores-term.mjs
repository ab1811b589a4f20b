// Only SIGKILL ends it.
import { createServer } from 'node:http'

process.on('SIGTERM', () => undefined)
createServer((_, response) => response.end()).listen(process.env.PORT, process.env.HOST)
