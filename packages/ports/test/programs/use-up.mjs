// Listens on every port of the ephemeral range, and prints what a lease of one of these fails with then.
import { createServer } from 'node:net'

const { ephemeralRange, leasePort } = await import(process.argv[2])
const { from, to } = await ephemeralRange()
const listen = (port) =>
  new Promise((resolve) => createServer().listen({ port, host: '127.0.0.1', exclusive: true }, resolve))
const ports = Array.from({ length: 65_535 }, (_, index) => index + 1)
await Promise.all(ports.slice(from - 1, to).map(listen))
const outside = ports.filter((port) => port < from || port > to)
const result = await leasePort({ exclude: outside, service: 'api' }).then(
  ({ port }) => ({ port }),
  ({ code, message }) => ({ code, message }),
)
console.log(JSON.stringify(result))
process.exit()
