// Writes `up` and the lines of its arguments, one of them in two parts and in colour, and answers everything with its pid.
import { createServer } from 'node:http'

const server = createServer((_, response) => response.end(String(process.pid)))
server.listen(Number(process.env.PORT ?? 0), process.env.HOST ?? '127.0.0.1', () => {
  process.stdout.write('\u001B[32mlogs in at postgres://me:pass')
  setTimeout(() => {
    process.stdout.write('word@127.0.0.1\u001B[39m\n')
    process.stderr.write(`warns\nup`)
  }, 100)
})
