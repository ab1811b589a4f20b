import { createServer } from 'node:http'

/** A server that takes `EXIT_MS` from SIGTERM to its end. */
createServer((_, response) => response.end()).listen(Number(process.env.PORT), process.env.HOST, () => {
  process.send?.('listening')
})
process.on('SIGTERM', () => setTimeout(() => process.exit(), Number(process.env.EXIT_MS)))
