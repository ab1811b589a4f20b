// A server that closes its listener when it is asked to, as a program does that has failed inside of its watcher, and opens it again after a time.
import { createServer } from 'node:http'

let opened = 0

function open() {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    if (pathname !== '/close') return response.end(`opened ${opened} times`)
    response.setHeader('connection', 'close')
    server.close()
    setTimeout(open, Number(searchParams.get('for')))
    console.log('the program has failed')
    return response.end('closes')
  })
  server.listen(Number(process.env.PORT), process.env.HOST, () => (opened += 1))
}

open()
