import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { findProgram } from '../support/find-program'

const unshare = findProgram('unshare')

/** A server on a port of its own that says nothing about it; what happens when it cannot have that. */
const silent = (port: number, onError: string) =>
  `require('node:http').createServer().on('error', () => ${onError}).listen(${port}, '127.0.0.1')`

test('a port in the code that somebody has is named although the program says nothing of it', async () => {
  const otherOwner = createServer().listen(0, '127.0.0.1')
  await once(otherOwner, 'listening')
  const { port } = otherOwner.address() as AddressInfo
  const error = await errorOf(start(command(['node', '-e', silent(port, 'process.exit(1)')])))
  expect(error).toMatchObject({ code: 'E_PORT_IN_USE', summary: expect.stringContaining(`${port}`), output: '' })
  expect(error.evidence.join(' ')).toContain(`process ${process.pid}`)
  otherOwner.close()
})

test.skipIf(unshare === undefined).each([
  ['ends', 'process.exit(1)'],
  ['lives on', 'setInterval(() => {}, 60_000)'],
])(
  'a port that may not be bound is named although the program only %s (skipped: needs unshare)',
  async (_, onError) => {
    // In a user namespace of its own, root has no rights over the ports of this one: user_namespaces(7).
    const argv = [unshare ?? '', '-Ur', 'node', '-e', silent(80, onError)]
    const error = await errorOf(start(command(argv, { startTimeoutMs: 2000 })))
    expect(error).toMatchObject({ code: 'E_PORT_FORBIDDEN', summary: expect.stringContaining('Port 80') as unknown })
    expect(error.evidence).toEqual([expect.stringContaining('Ports below 1024')])
  },
)

test.skipIf(unshare === undefined)(
  'a port that may not be bound is not the cause where the program listens on another one (skipped: needs unshare)',
  async () => {
    const argv = [
      unshare ?? '',
      '-Ur',
      'node',
      '-e',
      silent(80, `require('node:http').createServer().listen(0, '127.0.0.1')`),
    ]
    const error = await errorOf(start(command(argv, { startTimeoutMs: 2500 })))
    expect(error.code).toBe('E_WRONG_PORT')
  },
)
