// Prints three lines in one write; used with ready: /^listening/m and /^listening/.
import { createServer } from 'node:http'
createServer((_, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST, () =>
  process.stdout.write('one\ntwo\nlistening now\n'),
)
