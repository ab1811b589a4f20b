// A server that keeps the text of the last PUT, in a file if there is one.
const { readFileSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http')

const [, , file] = process.argv
let text = read()

createServer((request, response) => {
  if (request.method === 'PUT') {
    text = 'written'
    if (file !== undefined) writeFileSync(file, text)
  }
  response.end(text)
}).listen(Number(process.env.PORT), '127.0.0.1')

function read() {
  try {
    return file === undefined ? '' : readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
