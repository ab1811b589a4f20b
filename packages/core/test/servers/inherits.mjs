// Serves on the listening socket that it was given: sd_listen_fds(3). It takes DELAY_MS to begin.
import { createServer } from 'node:http'

const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES, DELAY_MS = 0 } = process.env
const server = createServer((_, response) => {
  response.end(JSON.stringify({ isOwnPid: Number(LISTEN_PID) === process.pid, fds: LISTEN_FDS, names: LISTEN_FDNAMES }))
})
setTimeout(() => server.listen({ fd: 3 }), Number(DELAY_MS))
