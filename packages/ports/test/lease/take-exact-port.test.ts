import { expect, test } from 'vitest'
import { leasePort } from '../../src'
import { builtPackage } from '../support/built-package'
import { freePort } from '../support/free-port'
import { endProgram, runProgram } from '../support/program'
import { close, listen, portOf } from '../support/server'

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
  const server = await listen(await freePort(), '127.0.0.77')
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
