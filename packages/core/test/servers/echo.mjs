// Answers every request with what it knows of itself and of its environment. `/health` is healthy once DELAY_MS is over.
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  response.end(
    JSON.stringify({ path: request.url, pid: process.pid, environment: process.env, argv: process.argv.slice(2) }),
  )
})
setTimeout(
  () => {
    server.listen(Number(process.env.PORT), process.env.HOST, () => console.log(`listening on ${process.env.PORT}`))
  },
  Number(process.env.DELAY_MS ?? 0),
)
