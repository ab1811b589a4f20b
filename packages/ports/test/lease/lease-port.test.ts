import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { leasePort } from '../../src'
import { bindByPython } from '../support/bind-by-python'
import { builtPackage } from '../support/built-package'
import { endProgram, runProgram, startProgram } from '../support/program'
import { answerOf, close, listen } from '../support/server'
import { ownSocketsOf, socketsOf } from '../support/sockets-of'

const addresses = ['127.0.0.1', '::1', '0.0.0.0', '::']

test('a server can bind a leased port on every loopback and wildcard address', async () => {
  const lease = await leasePort()
  for (const address of addresses) await close(await listen(lease.port, address))
  await lease.release()
  expect(socketsOf(lease.port)).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'a lease names the reason where the process has no descriptors left (skipped: not on Windows)',
  async () => {
    const program = join(import.meta.dirname, '../programs/lease-until-failure.mjs')
    const file = await builtPackage()
    // Each runs out of them at another step of a lease.
    const programs = Array.from({ length: 10 }, (_, more) => {
      const run = `ulimit -n ${24 + 2 * more} && exec "$@"`
      return startProgram(['sh', '-c', run, 'sh', process.execPath, program, file])
    })
    const codes = await Promise.all(programs.map(async (started) => started.line()))
    expect(codes).toEqual(programs.map(() => 'EMFILE'))
    await Promise.all(programs.map(async ({ ended }) => ended))
  },
  30_000,
)

test('a Python server that sets SO_REUSEADDR binds a leased port and answers', async () => {
  const lease = await leasePort()
  const server = bindByPython(lease.port, 'reuseaddr')
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
  const server = bindByPython(lease.port)
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
    const server = bindByPython(port)
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
  expect(ownSocketsOf(...ports)).toEqual([])
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
  expect(ownSocketsOf(...ports)).toEqual([])
})
