// Takes notes for people, and keeps them in the store.
const { createServer } = require('node:http')
const { json } = require('node:stream/consumers')

const notes = `${process.env.STORE_URL}/notes`

const server = createServer((request, response) => {
  answer(request).then(
    (status) => response.writeHead(status).end(),
    (error) => response.writeHead(500).end(String(error)),
  )
})

async function answer(request) {
  if (request.url === '/health') return 200
  const { author, note } = await json(request)
  if (!author || !note) return 400
  await fetch(notes, { method: 'POST', body: `${author}: ${note}` })
  return 201
}

server.listen(Number(process.env.PORT), process.env.HOST)
