import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPortOwner, findProcessPorts, leasePort } from '../../src'
import { lockName } from '../../src/lock/lock-by-name'
import { findLsofOwner } from '../../src/owner/macos/find-lsof-owner'
import { builtPackage } from '../support/built-package'
import { freePort } from '../support/free-port'
import { endProgram, runProgram, startProgram } from '../support/program'
import { close, listen, portOf } from '../support/server'

const programs = join(import.meta.dirname, '../programs')
const isRoot = process.getuid?.() === 0

test('the owner of a listener is found with its command, folder, parent, user, age, address and other ports', async () => {
  const program = runProgram('listen.mjs', '127.0.0.1')
  const port = Number(await program.line())
  const owner = await findPortOwner(port)
  expect(owner).toMatchObject({
    state: 'listen',
    addresses: ['127.0.0.1'],
    pid: program.pid,
    ppid: process.pid,
    command: [process.execPath, join(programs, 'listen.mjs'), '127.0.0.1'],
    cwd: process.cwd(),
    uid: process.getuid?.(),
    ports: [port],
  })
  expect(owner?.parentCommand?.length).toBeGreaterThan(0)
  expect(Math.abs(Date.now() - Number(owner?.startedAt))).toBeLessThan(60_000)
  expect(await findProcessPorts(program.pid)).toEqual([port])
  await endProgram(program)
  expect(await findPortOwner(port)).toBeUndefined()
})

test('a port that nobody has is nobody’s', async () => {
  const lease = await leasePort()
  await lease.release()
  expect(await findPortOwner(lease.port)).toBeUndefined()
  expect(await findProcessPorts(2 ** 31 - 1)).toEqual([])
})

test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('a listener on %s is in the way of 127.0.0.1 or ::1', async (host) => {
  const server = await listen(0, host)
  const port = portOf(server)
  expect(await findPortOwner(port, { host: '127.0.0.1' })).toMatchObject({ addresses: [host], pid: process.pid })
  expect(await findPortOwner(port, { host: '::1' })).toMatchObject({ addresses: [host], pid: process.pid })
  await close(server)
})

test('a listener on another address of the machine is found without a host, and is not in the way of one', async () => {
  const server = await listen(await freePort(), '127.0.0.9')
  expect(await findPortOwner(portOf(server))).toMatchObject({ addresses: ['127.0.0.9'] })
  expect(await findPortOwner(portOf(server), { host: '127.0.0.1' })).toBeUndefined()
  await close(server)
})

test('of two owners, the one on the address that was asked for is named', async () => {
  const four = runProgram('listen.mjs', '127.0.0.1')
  const port = await four.line()
  const six = runProgram('listen.mjs', '::1', port)
  await six.line()
  expect(await findPortOwner(Number(port), { host: '127.0.0.1' })).toMatchObject({
    pid: four.pid,
    addresses: ['127.0.0.1'],
  })
  expect(await findPortOwner(Number(port), { host: '::1' })).toMatchObject({ pid: six.pid, addresses: ['::1'] })
  await Promise.all([endProgram(four), endProgram(six)])
})

test('of several processes that share a socket, the eldest is the owner', async () => {
  const script = `
    const { fork } = require('child_process'), net = require('net')
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const child = require('child_process').spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', server._handle] })
      console.log(server.address().port); process.on('SIGTERM', () => { child.kill(); process.exit() })
    })`
  const parent = startProgram([process.execPath, '-e', script])
  expect(await findPortOwner(Number(await parent.line()))).toMatchObject({ pid: parent.pid })
  await endProgram(parent)
})

test('a connection that uses a port is distinguished from a listener', async () => {
  const server = await listen(0, '127.0.0.1')
  const client = connect({ port: portOf(server), host: '127.0.0.1' })
  await once(client, 'connect')
  const owner = await findPortOwner(client.localPort ?? 0)
  expect(owner).toMatchObject({ state: 'client', pid: process.pid, remote: `127.0.0.1:${portOf(server)}` })
  expect(owner?.hint).toContain('connection')
  client.resetAndDestroy()
  await close(server)
})

test('a connection in TIME_WAIT is distinguished from a listener', async () => {
  const server = await listen(0, '127.0.0.1')
  const client = connect({ port: portOf(server), host: '127.0.0.1' })
  client.resume()
  await once(client, 'close')
  const port = portOf(server)
  await close(server)
  const owner = await findPortOwner(port)
  expect(owner).toMatchObject({ state: 'time-wait', addresses: ['127.0.0.1'], hint: expect.stringContaining('minute') })
  expect(owner?.pid).toBeUndefined()
})

test('a listener on a port that another process has leased names both', async () => {
  const program = runProgram('lease.mjs', await builtPackage(), '{"service":"api"}')
  const { port } = JSON.parse(await program.line()) as { port: number }
  const server = await listen(port, '127.0.0.1')
  expect(await findPortOwner(port)).toMatchObject({
    state: 'listen',
    pid: process.pid,
    lease: { pid: program.pid, service: 'api' },
  })
  await close(server)
  await endProgram(program)
})

test('a lease is known as held though its holder does not answer', async () => {
  const program = runProgram('lease.mjs', await builtPackage(), '{"service":"api"}')
  const { port } = JSON.parse(await program.line()) as { port: number }
  program.child.kill('SIGSTOP')
  expect(await findPortOwner(port)).toMatchObject({ state: 'held', pid: program.pid })
  program.child.kill('SIGCONT')
  await endProgram(program)
})

test.skipIf(process.platform === 'darwin')(
  'a note with control characters or without end, which any program may send, is cleaned and cut (skipped: macOS has no notes)',
  async () => {
    const port = await freePort()
    const note = { pid: process.pid, service: 'a\u001B[2Jpi\u009B', project: 'x'.repeat(1000) }
    const holder = createServer((socket) => socket.end(`${JSON.stringify(note)}\n`))
    await once(holder.listen({ path: lockName('127.0.0.1', port), exclusive: true }), 'listening')
    const { lease } = (await findPortOwner(port)) ?? {}
    expect(lease).toMatchObject({ service: 'a[2Jpi', project: 'x'.repeat(400) })
    holder.close()
    await once(holder, 'close')
  },
)

test('what a lease is for is answered by a holder that is busy for half a second', async () => {
  const program = runProgram('lease.mjs', await builtPackage(), '{"service":"api"}')
  const { port } = JSON.parse(await program.line()) as { port: number }
  program.child.kill('SIGSTOP')
  setTimeout(() => program.child.kill('SIGCONT'), 500)
  expect(await findPortOwner(port)).toMatchObject({ state: 'held', lease: { pid: program.pid, service: 'api' } })
  await endProgram(program)
})

test.runIf(isRoot)(
  'the process of somebody else is hidden, and the hint says whose it is (skipped: only root can be a second user)',
  async () => {
    const program = runProgram('listen.mjs', '127.0.0.1')
    const port = await program.line()
    const script = `import(process.argv[1]).then(async (ports) => {
    console.log(JSON.stringify(await ports.findPortOwner(Number(process.argv[2]))))
    await ports.leasePort({ port: 81 }).catch((error) => console.log(JSON.stringify({ code: error.code, text: error.message })))
  })`
    const file = await builtPackage()
    spawnSync('chmod', ['-R', 'a+rX', join(file, '..')])
    const { stdout } = spawnSync(process.execPath, ['-e', script, file, port], {
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
    })
    const [owner, refused] = stdout
      .split('\n')
      .slice(0, 2)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(owner).toMatchObject({
      state: 'listen',
      uid: 0,
      user: 'root',
      hint: expect.stringContaining('hidden from you'),
    })
    expect(owner?.['pid']).toBeUndefined()
    expect(refused).toMatchObject({ code: 'E_PORT_FORBIDDEN', text: expect.stringContaining('Ports below') })
    await endProgram(program)
  },
)

const hasLsof = spawnSync('lsof', ['-v'], { stdio: 'ignore' }).status === 0

test.skipIf(!hasLsof)('lsof and ps name the same owner as /proc (skipped: lsof is not installed)', async () => {
  const program = runProgram('listen.mjs', '127.0.0.1')
  const port = Number(await program.line())
  const { hint: _, startedAt, ...byProc } = (await findPortOwner(port)) ?? { state: 'held', addresses: [] }
  const byLsof = await findLsofOwner(port)
  expect({ ...byLsof, parentCommand: byProc.parentCommand }).toMatchObject(byProc)
  expect(Math.abs(Number(byLsof?.startedAt) - Number(startedAt))).toBeLessThan(3000)
  await endProgram(program)
})

test.each([
  [0, undefined],
  [70_000, undefined],
  [80, 'localhost'],
])('findPortOwner(%s, %s) is a TypeError', async (port, host) => {
  await expect(findPortOwner(port, { host })).rejects.toThrow(TypeError)
  await expect(findProcessPorts(-1)).rejects.toThrow(TypeError)
})
