// A server that hands its socket to a daemon when it is asked to, and answers with the daemon's pid: no cookie, a session of
// its own, and its parents have ended. Called with a descriptor it is that daemon.
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const [descriptor] = process.argv.slice(2)
const server = createServer((_, response) => response.end(descriptor ? 'daemon' : leaveDaemon()))
if (descriptor) server.listen({ fd: Number(descriptor) })
else server.listen(Number(process.env.PORT), process.env.HOST)

function leaveDaemon() {
  const line = `"${process.execPath}" "${fileURLToPath(import.meta.url)}" 3 >/dev/null 2>&1 & echo $!`
  const stdio = ['ignore', 'pipe', 'inherit', server._handle.fd]
  return execFileSync('setsid', ['sh', '-c', line], { encoding: 'utf8', env: { PATH: process.env.PATH }, stdio }).trim()
}
