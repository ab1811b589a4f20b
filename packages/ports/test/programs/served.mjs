// A Node server on the listening socket that it was given as a descriptor; prints its environment's view of it.
import { createServer } from 'node:http'

const { LISTEN_FDS, LISTEN_FDNAMES, LISTEN_PID } = process.env
const server = createServer((_request, response) => response.end('node'))
if (process.argv.includes('--die')) process.exit(3)
server.listen({ fd: 3 }, () => {
  console.log(JSON.stringify({ LISTEN_FDS, LISTEN_FDNAMES, isOwnPid: LISTEN_PID === String(process.pid) }))
})
