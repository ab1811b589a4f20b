// Listens on PORT and HOST after DELAY_MS, and answers with its pid and what it knows of a listen hook. A port that it cannot have is no reason for it to end.
import { createServer } from 'node:http'

const { PORT, HOST, DELAY_MS = 0, NODE_OPTIONS = '', PORTSIDE_LISTEN_HOOK = '' } = process.env
const server = createServer((_, response) => {
  response.end(JSON.stringify({ pid: process.pid, options: NODE_OPTIONS, listenHook: PORTSIDE_LISTEN_HOOK }))
})
server.on('error', () => {})
setInterval(() => {}, 60_000)
setTimeout(() => server.listen(Number(PORT), HOST), Number(DELAY_MS))
