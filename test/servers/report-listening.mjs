// Listens after a pause, and answers every request with the moment of its own `listen` and how long it really paused:
// `node report-listening.mjs <host> <port> <pause in ms>`. It says so on its output and, if it has one, to its parent.
import { createServer } from 'node:http'

const [host, port, pauseMs] = process.argv.slice(2)
const times = {}

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(times))
})
const beforeMs = performance.now()
if (Number(pauseMs) === 0) listen()
else setTimeout(listen, Number(pauseMs))

function listen() {
  times.pausedMs = performance.now() - beforeMs
  server.listen(Number(port), host, () => {
    times.listenedNs = String(process.hrtime.bigint())
    console.log(`listening on http://${host}:${port}`)
    process.send?.('listening')
  })
}
