// An HTTP server on PORT and HOST that answers with its pid. Its first argument only distinguishes it from others.
import { createServer } from 'node:http'

createServer((_, response) => response.end(String(process.pid))).listen(
  Number(process.env.PORT),
  process.env.HOST,
  () => {
    console.log(`listening on ${process.env.PORT}`)
  },
)
