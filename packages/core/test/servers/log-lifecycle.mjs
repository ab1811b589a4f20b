// Appends `<NAME>:start` to LOG before it listens, and `<NAME>:stop` when it is asked to stop.
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const note = (event) => appendFileSync(process.env.LOG, `${process.env.NAME}:${event}\n`)

process.on('SIGTERM', () => {
  note('stop')
  process.exit(0)
})
note('start')
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), process.env.HOST)
