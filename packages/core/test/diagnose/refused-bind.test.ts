import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { findProgram } from '../support/find-program'

const unshare = findProgram('unshare')
const python = findProgram('python3')

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
  expect(error.evidence.at(-1)).toMatch(
    /^It was given port \d+, which is free for it: its own code or configuration asks for \d+\.$/,
  )
  expect(error.hints).toEqual([
    'Have it read PORT, or put {port} into its command line.',
    `Or move its port: \`remap: { ${port}: 'lease' }\`.`,
    `Or stop that process (\`npx portside kill ${port}\`), and give the service the port that it wants: \`port: ${port}\`.`,
  ])
  otherOwner.close()
})

test.skipIf(python === undefined)(
  'a port in the code of which the output has no number is another one than it was given (skipped: needs python3)',
  async () => {
    const otherOwner = createServer().listen(0, '127.0.0.1')
    await once(otherOwner, 'listening')
    const { port } = otherOwner.address() as AddressInfo
    const script = `import socket; socket.create_server(('127.0.0.1', ${port}))`
    const error = await errorOf(start(command([python ?? '', '-c', script])))
    expect(error).toMatchObject({ code: 'E_PORT_IN_USE', summary: 'a port that it asks for is in use' })
    expect(error.evidence).toEqual([
      expect.stringMatching(
        /^It was given port \d+, which is free for it: it asks for another one, which its output does not name\.$/,
      ),
    ])
    expect(error.hints).toEqual(['Have it read PORT, or put {port} into its command line.'])
    otherOwner.close()
  },
)

test('a service that asks for its port twice gets no advice to stop its own run', async () => {
  const script = `
    const { createServer } = require('node:net')
    createServer().listen(process.env.PORT, '127.0.0.1', () => createServer().listen(process.env.PORT, '127.0.0.1'))`
  const error = await errorOf(start(command(['node', '-e', script], { listenHook: false, ready: '/' })))
  expect(error).toMatchObject({
    code: 'E_PORT_IN_USE',
    summary: expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is in use$/) as unknown,
  })
  expect(error.evidence).toEqual([
    'It was given this port, and no other process has it: the service itself has had it.',
  ])
  expect(error.hints).toEqual(['Does it listen twice, or start its server twice? Each port is for one listener.'])
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
    expect(error.evidence[0]).toContain('Ports below 1024')
    expect(error.evidence[1]).toMatch(
      /^It was given port \d+, which is free for it: its own code or configuration asks for 80\.$/,
    )
    expect(error.hints).toEqual([
      'Have it read PORT, or put {port} into its command line.',
      "Or move its port: `remap: { 80: 'lease' }`.",
    ])
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
