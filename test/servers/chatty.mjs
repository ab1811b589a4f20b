// Prints each request before it answers. Its first argument only distinguishes it from others.
import { createServer } from 'node:http'

createServer((request, response) => {
  console.log(`${request.method} ${request.url}`)
  response.end(String(process.pid))
}).listen(process.env.PORT, process.env.HOST)
