import { createServer } from 'node:http'

const { HOST = '127.0.0.1', PORT = '3000' } = process.env

createServer((request, response) => {
  const isKnown = request.url === '/api/greeting'
  response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isKnown ? { greeting: 'Hello from the API' } : { error: 'Not found' }))
}).listen(Number(PORT), HOST)
