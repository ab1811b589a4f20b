import { describe, expect, test, vi } from 'vitest'
import { command, start } from '../../../src/index'
import { serverPath } from '../../support/server-path'
import { warningsOf } from '../../support/warnings-of'

// A machine that is busy takes its time to start a program.
vi.setConfig({ testTimeout: 40_000 })

describe.skipIf(process.platform !== 'linux')('with PORTSIDE_LENIENT=1', () => {
  test('a failure that is only inferred is printed, and the wait goes on', async () => {
    vi.stubEnv('PORTSIDE_LENIENT', '1')
    const lines = await warningsOf('PORTSIDE_LENIENT', async () => {
      await using api = await start(command(['node', serverPath('health-first.mjs'), '9000'], { ready: '/' }))
      expect(await (await api.fetch('/')).text()).toBe('ok')
    })
    vi.unstubAllEnvs()
    expect(lines).toEqual([
      expect.stringMatching(/^service: it would fail now, .*: it listens on 127\.0\.0\.1:\d+, not/),
    ])
  })
})
