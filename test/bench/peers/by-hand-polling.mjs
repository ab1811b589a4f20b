import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { harnessArguments } from '../support/program.mjs'
import { serverArguments } from '../support/target.mjs'

/** A probe written by hand, for this one server: a connection, and a GET on it, every millisecond, whatever that costs. */
export const peer = {
  name: 'by hand, polling',
  variants: [{ probe: 'tcp' }, { probe: 'http' }],
  command: () => harnessArguments(import.meta.url),
  load: async () => start,
}

async function start(target) {
  const [file, ...args] = serverArguments(target)
  const child = spawn(file, args, { stdio: 'ignore' })
  while (!(await isReady(target))) await sleep(1)
  return { url: target.url, stop: () => stop(child) }
}

function isReady({ probe, host, port }) {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port })
    const settle = (isReady) => {
      socket.destroy()
      resolve(isReady)
    }
    socket.on('error', () => settle(false)).on('close', () => settle(false))
    socket.on('data', (bytes) => settle(/^HTTP\/1\.\d 200 /.test(bytes.toString('latin1'))))
    socket.on('connect', () => {
      if (probe === 'tcp') settle(true)
      else socket.write(`GET /health HTTP/1.1\r\nhost: ${host}:${port}\r\n\r\n`)
    })
  })
}

async function stop(child) {
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
