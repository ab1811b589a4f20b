import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { connectSupervisor } from '../../src/worker/connect-supervisor'
import { addressVariable, inheritedAddress } from '../../src/protocol/supervisor-address'

const address = { socket: '/tmp/socket', token: 't', readyList: '/tmp/ready.json', runId: 'r' }

describe('inheritedAddress', () => {
  afterEach(() => void vi.unstubAllEnvs())

  test('is what a supervisor has set', () => {
    vi.stubEnv('PORTSIDE_SUPERVISOR', addressVariable(address)['PORTSIDE_SUPERVISOR'])
    expect(inheritedAddress()).toEqual(address)
    vi.stubEnv('PORTSIDE_SUPERVISOR', '')
    expect(inheritedAddress()).toBeUndefined()
  })

  test.each(['null', '{}', '[]', '1', 'x', '{"socket":"/tmp/socket"}', JSON.stringify({ ...address, token: 7 })])(
    'refuses %s, and names the variable',
    (text) => {
      vi.stubEnv('PORTSIDE_SUPERVISOR', text)
      expect(inheritedAddress).toThrow(TypeError)
      expect(inheritedAddress).toThrow('Expected `PORTSIDE_SUPERVISOR` to be')
    },
  )
})

test.each(['no JSON\n', 'null\n', '7\n'])('whoever answers %j is taken for no supervisor', async (answer) => {
  const folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  const socket = join(folder, 'socket')
  const server = createServer((peer) => peer.on('error', () => undefined).end(answer))
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const client = await connectSupervisor({ ...address, socket })
  await expect(client.request('renew', {})).rejects.toMatchObject({ code: 'E_SUPERVISOR_LOST' })
  client.close()
  server.close()
  rmSync(folder, { recursive: true })
})
