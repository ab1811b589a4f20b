// Keeps lines of text: POST /notes adds one, and both POST and GET answer with all.
const { createServer } = require('node:http')

const notes = []

const server = createServer((request, response) => {
  let note = ''
  request.setEncoding('utf8').on('data', (chunk) => (note += chunk))
  request.on('end', () => {
    if (request.method === 'POST') notes.push(note)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(notes))
  })
})

server.listen(Number(process.env.PORT), process.env.HOST)
