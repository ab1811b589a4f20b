// Answers 503 for as many milliseconds as its first argument says, then 200.
import { createServer } from 'node:http'

const readyAtMs = performance.now() + Number(process.argv[2])
const server = createServer((_, response) => {
  response.statusCode = performance.now() < readyAtMs ? 503 : 200
  response.end()
})
server.listen(Number(process.env.PORT ?? 0), process.env.HOST ?? '127.0.0.1')
