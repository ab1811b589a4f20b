// The noise of a machine: listens on port 0 of every kind of address, and connects to itself, over and over,
// until its input ends; then it prints how often it did.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const hosts = ['127.0.0.1', '::1', '0.0.0.0', '::', undefined]
const state = { isRunning: true }
process.stdin.resume().on('end', () => (state.isRunning = false))

const target = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1')
await once(target, 'listening')
let binds = 0
let connects = 0
await Promise.all([...hosts.map(bindOften), connectOften(), connectOften()])
console.log(JSON.stringify({ binds, connects }))
process.exit()

async function bindOften(host) {
  while (state.isRunning) {
    const server = createServer().listen({ port: 0, host })
    await Promise.race([once(server, 'listening'), once(server, 'error')])
    binds += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    server.close()
  }
}

async function connectOften() {
  while (state.isRunning) {
    const socket = connect(target.address().port, '127.0.0.1').on('error', () => {})
    await Promise.race([once(socket, 'connect'), once(socket, 'close')])
    connects += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    socket.resetAndDestroy()
  }
}
