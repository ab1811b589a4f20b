// An HTTP server that prints 10 MB for each request before it answers.
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'

function print(text) {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(1, bytes, written)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

const server = createServer((_request, response) => {
  for (let line = 1; line <= 100_000; line += 1) print(`${String(line).padStart(99, '.')}\n`)
  response.end('answered')
})
server.listen(Number(process.env.PORT), process.env.HOST)
