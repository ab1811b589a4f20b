// Listens on the socket that it was given, if it was given to this very process (sd_listen_fds(3)).
import { createServer } from 'node:http'

const { LISTEN_FDS, LISTEN_PID } = process.env
const isOurs = LISTEN_FDS === '1' && LISTEN_PID === String(process.pid)
createServer((_, response) => response.end('inherited')).listen({ fd: 3 }, () =>
  console.log(`pids: ${process.pid}; ours: ${isOurs}`),
)
