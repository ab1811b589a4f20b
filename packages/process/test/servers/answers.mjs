// Says its port and answers each request, after so many lines of 100 characters: `answers.mjs <count>`. The lines are written synchronously.
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'

const count = Number(process.argv[2])

function writeLine(text) {
  const line = Buffer.from(`${text}\n`)
  for (let written = 0; written < line.length;) {
    try {
      written += writeSync(1, line, written)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

const server = createServer((_request, response) => {
  for (let line = 1; line <= count; line += 1) writeLine(String(line).padStart(99, '.'))
  response.end('answered')
})
server.listen(0, '127.0.0.1', () => writeLine(`port: ${server.address().port};`))
