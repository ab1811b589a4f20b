import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineService } from '../../src/index'
import { serveSupervisor } from '../../src/supervisor/serve-supervisor'
import { listed, supervise, type Supervised } from '../support/supervised'

const megabyte = 1024 * 1024
const isRoot = process.getuid?.() === 0
if (!isRoot) console.log('skipped: only root can become another user')

let run: Supervised
let file: string
let sockets: Socket[]

beforeEach(async () => {
  run = await supervise()
  file = await run.addFile('services.mjs', { db: defineService({ start: () => ({ ok: true }) }) })
  sockets = []
})

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const socket of sockets) socket.destroy()
  await run.close()
})

/** A connection that sends `text`, and what comes back. */
function peer(text: string) {
  const socket = connect(run.supervisor.address.socket)
  const received: string[] = []
  sockets.push(socket)
  socket.on('data', (chunk) => received.push(String(chunk))).on('error', () => undefined)
  if (text !== '') socket.write(text)
  return { received, socket, closed: new Promise((resolve) => socket.once('close', resolve)) }
}

function greeting(change: object = {}): string {
  return `${JSON.stringify({ id: 1, method: 'hello', params: { ...run.supervisor.address, ...change } })}\n`
}

/** Proves that workers are still served. */
async function expectService(): Promise<void> {
  const share = await run.worker()(listed(file, 'db', defineService({ start: () => ({ ok: false }) })), {})
  expect(share?.data).toEqual({ ok: true })
  await share?.release()
}

describe('the socket of a supervisor', () => {
  const unauthenticatedPeers: readonly [string, () => string][] = [
    ['garbage', () => 'GET / HTTP/1.1\r\n\r\n'],
    ['a wrong token', () => greeting({ token: 'x' })],
    ['the id of another run', () => greeting({ runId: 'x' })],
    ['no greeting', () => '{"id":1,"method":"acquire","params":{"listings":[],"shape":"","keys":{}}}\n'],
    ['a greeting that comes too late', () => `null\n${greeting()}`],
    ['10 MB without an end', () => 'x'.repeat(10 * megabyte)],
    ['10 MB in one message', () => `${JSON.stringify({ id: 1, text: 'x'.repeat(10 * megabyte) })}\n`],
  ]
  test.each(unauthenticatedPeers)('cuts off a peer that sends %s, without a word, and goes on', async (_, text) => {
    const { received, closed } = peer(text())
    await closed
    expect(received).toEqual([])
    await expectService()
  })

  test.each([
    ['10 MB in one message', `{"id":2,"method":"release","params":{"share":"${'x'.repeat(10 * megabyte)}"}}\n`],
    ['an unknown request', '{"id":2,"method":"toString","params":{}}\n'],
    ['no request', '[]\n'],
  ])('cuts off a worker that sends %s, and goes on', async (_, text) => {
    const { received, closed } = peer(greeting() + text)
    await closed
    expect(received.join('')).not.toContain('"id":2')
    await expectService()
  })

  test('waits for the other half of a message', async () => {
    const { received, socket } = peer(greeting().slice(0, 20))
    await expectService()
    socket.write(greeting().slice(20))
    await expect.poll(() => received.join('')).toBe('{"id":1,"result":null}\n')
  })

  test('goes on after one who hangs up in the middle of a message, before and after the greeting', async () => {
    for (const text of [greeting().slice(0, 20), `${greeting()}{"id":2,"method":"acq`]) {
      const { socket, closed } = peer(text)
      await once(socket, 'connect')
      socket.end()
      await closed
    }
    await expectService()
  })

  test('keeps no more idle connections than a backlog has', async () => {
    const idle: ReturnType<typeof peer>[] = []
    for (let count = 0; count < 600; count += 1) {
      idle.push(peer(''))
      await once(idle[count]?.socket as Socket, 'connect')
    }
    await Promise.all(idle.slice(0, 89).map(({ closed }) => closed))
    await expectService()
  })

  test('answers with an error what is too long to be sent', async () => {
    const large = () => defineService({ start: () => ({ text: 'x'.repeat(2 * megabyte) }) })
    const largeFile = await run.addFile('large.mjs', { large: large() })
    await expect(run.worker()(listed(largeFile, 'large', large()), {})).rejects.toThrow('to be shorter than')
    await expectService()
  })

  test('is in a folder that only its user may enter, which goes with it', async () => {
    const folder = dirname(run.supervisor.address.socket)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    await run.supervisor.close()
    expect(existsSync(folder)).toBe(false)
  })

  test.runIf(isRoot)('cannot be opened by another user (skipped: only root can be a second one)', async () => {
    const path = JSON.stringify(run.supervisor.address.socket)
    const program = `require('net').connect(${path}, () => process.exit(0)).on('error', ({ code }) => console.log(code))`
    const openAs = (...user: string[]) =>
      promisify(execFile)('setpriv', [...user, process.execPath, '-e', program], { cwd: '/' })
    expect((await openAs('--reuid=0')).stdout).toBe('')
    expect((await openAs('--reuid=65534', '--regid=65534', '--clear-groups')).stdout).toBe('EACCES\n')
  })

  // Node cuts a path of more than 107 bytes without a word, and another run's supervisor may be there.
  test.each([30, 55, 65, 75, 90])('is where it says with a temporary folder of %d bytes', async (length) => {
    const parent = mkdtempSync('/tmp/portside-test-')
    const folder = join(parent, 'x'.repeat(length - parent.length - 1))
    mkdirSync(folder)
    vi.stubEnv('TMPDIR', folder)
    const { address, close } = await serveSupervisor()
    expect(statSync(address.socket).isSocket()).toBe(true)
    expect(Buffer.byteLength(address.socket)).toBeLessThanOrEqual(100)
    await close()
    rmSync(parent, { recursive: true })
  })
})
