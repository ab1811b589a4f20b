import { createServer } from 'node:http'

const { HOST = '127.0.0.1', PORT = '3000' } = process.env
const pages = { '/health': 'ok', '/': 'Hello' }

createServer((request, response) => {
  const page = pages[request.url]
  response.writeHead(page === undefined ? 404 : 200).end(page)
}).listen(Number(PORT), HOST)
