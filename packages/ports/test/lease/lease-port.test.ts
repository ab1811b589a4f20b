import { Worker } from 'node:worker_threads'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { findPortOwner, leasePort, leasePorts } from '../../src'
import { builtPackage } from '../support/built-package'
import { endProgram, runProgram, startProgram } from '../support/program'
import { answerOf, close, listen, portOf } from '../support/server'
import { socketsOf } from '../support/sockets-of'

const addresses = ['127.0.0.1', '::1', '0.0.0.0', '::']

test('a server can bind a leased port on every loopback and wildcard address', async () => {
  const lease = await leasePort()
  for (const address of addresses) await close(await listen(lease.port, address))
  await lease.release()
  expect(socketsOf(lease.port)).toEqual([])
})

test('a Python server that sets SO_REUSEADDR binds a leased port and answers', async () => {
  const lease = await leasePort()
  const server = startProgram(
    ['python3', 'test/programs/bind.py', '127.0.0.1', String(lease.port), 'reuseaddr'].map(here),
  )
  expect(await server.line()).toBe('listening')
  expect(await answerOf(lease.port)).toBe('python')
  await endProgram(server)
  await lease.release()
})

test('a leased port refuses connections until the server is up', async () => {
  const lease = await leasePort()
  expect(await answerOf(lease.port)).toBe('ECONNREFUSED')
  expect(await answerOf(lease.port, '::1')).toBe('ECONNREFUSED')
  const server = await listen(lease.port, '127.0.0.1')
  expect(await answerOf(lease.port)).toBe('hello')
  await close(server)
  await lease.release()
})

test('a lease stays held while servers come and go on its port', async () => {
  const lease = await leasePort()
  for (let round = 0; round < 20; round += 1) {
    const server = await listen(lease.port, '127.0.0.1')
    expect(await answerOf(lease.port)).toBe('hello')
    await close(server)
  }
  expect(lease.hold).toBe('kernel')
  await lease.release()
})

test('release gives the port back at once, to a server without SO_REUSEADDR too, and may be called again', async () => {
  const lease = await leasePort()
  await Promise.all([lease.release(), lease.release()])
  await lease.release()
  const server = bindWithoutReuse(lease.port)
  expect(await server.line()).toBe('listening')
  await endProgram(server)
})

test('a lease is disposed of by Symbol.asyncDispose', async () => {
  const lease = await leasePort()
  await lease[Symbol.asyncDispose]()
  const again = await leasePort({ port: lease.port })
  await again.release()
  expect(socketsOf(lease.port)).toEqual([])
})

test('a port is free, for a server without SO_REUSEADDR too, when its holder was killed', async () => {
  const program = runProgram('lease.mjs', await builtPackage(), '{}', '{}')
  const ports = [await program.line(), await program.line()].map((line) => JSON.parse(line).port as number)
  await endProgram(program, 'SIGKILL')
  for (const port of ports) {
    const server = bindWithoutReuse(port)
    expect(await server.line()).toBe('listening')
    await endProgram(server)
    const lease = await leasePort({ port })
    await lease.release()
  }
})

test('leases keep no process alive', async () => {
  const program = runProgram('lease-and-return.mjs', await builtPackage())
  expect(await program.line()).toBe('leased')
  expect(await program.ended).toBe(0)
})

test('a thousand leases at once have a thousand different ports, and leave nothing', async () => {
  const leases = await Promise.all(Array.from({ length: 1000 }, () => leasePort()))
  const ports = leases.map((lease) => lease.port)
  expect(new Set(ports).size).toBe(1000)
  await Promise.all(leases.map((lease) => lease.release()))
  expect(socketsOf(...ports)).toEqual([])
})

test('leasePorts gives all that were asked for', async () => {
  const leases = await leasePorts(120)
  expect(new Set(leases.map((lease) => lease.port)).size).toBe(120)
  await Promise.all(leases.map((lease) => lease.release()))
})

test('leasePorts gives none when one of them cannot be had', async () => {
  const from = await freePort()
  const range = { from, to: from + 2 }
  await expect(leasePorts(5, { range })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  const leases = await leasePorts(1, { range: { from, to: from } })
  await leases[0]?.release()
})

test('worker threads lease different ports, and the end of a thread gives its ports back', async () => {
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    import(workerData).then(async ({ leasePorts }) => {
      const leases = await leasePorts(50)
      parentPort.postMessage(leases.map((lease) => lease.port))
      parentPort.on('message', () => process.exit())
    })`
  const file = await builtPackage()
  const workers = Array.from({ length: 4 }, () => new Worker(source, { eval: true, workerData: file }))
  const ports = (await Promise.all(workers.map((worker) => once(worker, 'message')))).flat(2) as number[]
  expect(new Set(ports).size).toBe(200)
  await Promise.all(workers.map((worker) => worker.terminate()))
  const leases = await Promise.all(ports.map((port) => leasePort({ port })))
  await Promise.all(leases.map((lease) => lease.release()))
  expect(socketsOf(...ports)).toEqual([])
})

test('an explicit port that somebody listens on is refused, and the error names the owner', async () => {
  const server = await listen(0, '127.0.0.1')
  const port = portOf(server)
  const refused = await leasePort({ port, service: 'api' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'E_PORT_IN_USE', service: 'api', owner: { pid: process.pid, state: 'listen' } })
  expect(String(refused)).toContain(`process ${process.pid}`)
  await close(server)
  const lease = await leasePort({ port })
  await lease.release()
})

test('an explicit port that another process has leased is refused, and the error names its service, run and folder', async () => {
  const options = { service: 'web', run: 'r7', project: '/srv/shop' }
  const program = runProgram('lease.mjs', await builtPackage(), JSON.stringify(options))
  const { port } = JSON.parse(await program.line()) as { port: number }
  const refused = await leasePort({ port }).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    code: 'E_PORT_IN_USE',
    owner: { state: 'held', lease: { ...options, pid: program.pid } },
  })
  expect(String(refused)).toContain('portside leased it for `web` of run r7 in /srv/shop')
  await endProgram(program, 'SIGKILL')
  const lease = await leasePort({ port })
  await lease.release()
})

test('an explicit port that is listened on by another address of the machine alone can be leased', async () => {
  const server = await listen(0, '127.0.0.77')
  const lease = await leasePort({ port: portOf(server) })
  await close(await listen(lease.port, '127.0.0.1'))
  await lease.release()
  await close(server)
})

test('of many processes that want one explicit port, one gets it', async () => {
  const port = await freePort()
  const file = await builtPackage()
  const programs = Array.from({ length: 6 }, () => runProgram('lease.mjs', file, JSON.stringify({ port })))
  const results = await Promise.all(programs.map(async (program) => JSON.parse(await program.line())))
  expect(results.filter((result) => result.port === port)).toHaveLength(1)
  expect(results.filter((result) => result.code === 'E_PORT_IN_USE')).toHaveLength(5)
  await Promise.all(programs.map((program) => endProgram(program)))
})

test('a range gives its ports upwards, and an error naming the owners when it is used up', async () => {
  const from = await freePort()
  const range = { from, to: from + 2 }
  const leases = [await leasePort({ range }), await leasePort({ range }), await leasePort({ range })]
  expect(leases.map((lease) => lease.port).sort((a, b) => a - b)).toEqual([from, from + 1, from + 2])
  await expect(leasePort({ range, service: 'db' })).rejects.toMatchObject({
    code: 'E_PORT_IN_USE',
    service: 'db',
    message: expect.stringContaining(`${from}: process ${process.pid}`),
  })
  await Promise.all(leases.map((lease) => lease.release()))
})

test('ports that browsers refuse are never chosen from a range, those of well-known services last', async () => {
  const from = 6665
  await expect(leasePort({ range: { from, to: 6669 } })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  const lease = await leasePort({ range: { from: 8760, to: 8763 } })
  expect(lease.port).not.toBe(8761)
  await lease.release()
})

test('excluded ports are not chosen', async () => {
  const from = await freePort()
  const lease = await leasePort({ range: { from, to: from + 1 }, exclude: [from] })
  expect(lease.port).toBe(from + 1)
  await lease.release()
})

test('a lock lies outside the ephemeral range, and a server without SO_REUSEADDR binds it', async () => {
  const lease = await leasePort({ hold: 'lock' })
  expect(lease.hold).toBe('lock')
  expect(lease.port < 32_768 || lease.port > 60_999).toBe(true)
  await expect(leasePort({ port: lease.port })).rejects.toMatchObject({ owner: { state: 'held' } })
  const server = bindWithoutReuse(lease.port)
  expect(await server.line()).toBe('listening')
  await endProgram(server)
  await lease.release()
})

test('letGo lets a server without SO_REUSEADDR bind, no other lease gets the port, and takeBack holds it again', async () => {
  const lease = await leasePort()
  const refused = bindWithoutReuse(lease.port)
  expect(await refused.line()).toBe('EADDRINUSE')
  await refused.ended
  await lease.letGo()
  expect(lease.hold).toBe('lock')
  const server = bindWithoutReuse(lease.port)
  expect(await server.line()).toBe('listening')
  expect(await lease.takeBack()).toBe(false)
  await expect(leasePort({ port: lease.port })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  await endProgram(server)
  expect(await lease.takeBack()).toBe(true)
  expect(lease.hold).toBe('kernel')
  await lease.release()
})

test('a server that sets SO_REUSEPORT alone needs letGo too', async () => {
  const lease = await leasePort()
  const refused = startProgram(
    ['python3', 'test/programs/bind.py', '127.0.0.1', String(lease.port), 'reuseport'].map(here),
  )
  expect(await refused.line()).toBe('EADDRINUSE')
  await refused.ended
  await lease.letGo()
  await lease.release()
  expect(await lease.takeBack()).toBe(false)
})

test('the conflict with our own hold is told apart from a stranger', async () => {
  const lease = await leasePort({ service: 'api' })
  expect(await findPortOwner(lease.port)).toMatchObject({ state: 'held', lease: { pid: process.pid, service: 'api' } })
  await lease.release()
  expect(await findPortOwner(lease.port)).toBeUndefined()
})

test.each([
  [{ port: 0 }, 'port'],
  [{ port: 65_536 }, 'port'],
  [{ port: 3.5 }, 'port'],
  [{ range: { from: 5, to: 4 } }, 'range'],
  [{ range: { from: 0, to: 4 } }, 'range.from'],
  [{ host: 'localhost' }, 'host'],
  [{ host: '10.0.0.1' }, 'host'],
  [{ hold: 'tight' as 'lock' }, 'hold'],
])('%j is a TypeError that names `%s`', async (options, name) => {
  await expect(leasePort(options)).rejects.toThrow(TypeError)
  await expect(leasePort(options)).rejects.toThrow(`\`${name}\``)
})

function bindWithoutReuse(port: number): ReturnType<typeof startProgram> {
  return startProgram(['python3', 'test/programs/bind.py', '127.0.0.1', String(port)].map(here))
}

function here(argument: string): string {
  return argument.startsWith('test/') ? new URL(`../../${argument}`, import.meta.url).pathname : argument
}

/** The first of a few neighbouring ports outside the ephemeral range that nobody has. */
async function freePort(): Promise<number> {
  for (;;) {
    const from = 20_000 + Math.floor(Math.random() * 10_000)
    const leases = await Promise.all([0, 1, 2].map((step) => leasePort({ port: from + step }))).catch(() => [])
    await Promise.all(leases.map((lease) => lease.release()))
    if (leases.length === 3) return from
  }
}
