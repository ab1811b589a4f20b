import { expect, test } from 'vitest'
import { findPortOwner, leasePort } from '../../src'
import { bindByPython } from '../support/bind-by-python'
import { endProgram } from '../support/program'

test('a lock lies outside the ephemeral range, and a server without SO_REUSEADDR binds it', async () => {
  const lease = await leasePort({ hold: 'lock' })
  expect(lease.hold).toBe('lock')
  expect(lease.port < 32_768 || lease.port > 60_999).toBe(true)
  await expect(leasePort({ port: lease.port })).rejects.toMatchObject({ owner: { state: 'held' } })
  const server = bindByPython(lease.port)
  expect(await server.line()).toBe('listening')
  await endProgram(server)
  await lease.release()
})

test('suspend() lets a server without SO_REUSEADDR bind, no other lease gets the port, and resume() holds it again', async () => {
  const lease = await leasePort()
  const refused = bindByPython(lease.port)
  expect(await refused.line()).toBe('EADDRINUSE')
  await refused.ended
  await lease.suspend()
  expect(lease.hold).toBe('lock')
  const server = bindByPython(lease.port)
  expect(await server.line()).toBe('listening')
  expect(await lease.resume()).toBe(false)
  await expect(leasePort({ port: lease.port })).rejects.toMatchObject({ code: 'E_PORT_IN_USE' })
  await endProgram(server)
  expect(await lease.resume()).toBe(true)
  expect(lease.hold).toBe('kernel')
  await lease.release()
})

test('a server that sets SO_REUSEPORT alone needs suspend() too', async () => {
  const lease = await leasePort()
  const refused = bindByPython(lease.port, 'reuseport')
  expect(await refused.line()).toBe('EADDRINUSE')
  await refused.ended
  await lease.suspend()
  await lease.release()
  expect(await lease.resume()).toBe(false)
})

test('the conflict with our own hold is distinguished from one with another program', async () => {
  const lease = await leasePort({ service: 'api' })
  expect(await findPortOwner(lease.port)).toMatchObject({ state: 'held', lease: { pid: process.pid, service: 'api' } })
  await lease.release()
  expect(await findPortOwner(lease.port)).toBeUndefined()
})
