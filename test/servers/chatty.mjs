// Tells of each request on its output before it answers. Its first argument is only there to tell it from others.
import { createServer } from 'node:http'

createServer((request, response) => {
  console.log(`${request.method} ${request.url}`)
  response.end(String(process.pid))
}).listen(process.env.PORT, process.env.HOST)
