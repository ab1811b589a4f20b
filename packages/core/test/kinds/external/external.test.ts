import { describe, expect, test } from 'vitest'
import { command, external, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { expectGone } from '../../support/expect-gone'
import { serverPath } from '../../support/server-path'

describe('external', () => {
  test('uses what is running, and leaves it running', async () => {
    const running = await start(command(['node', serverPath('echo.mjs')]))
    const api = await start(external(running.url, { ready: '/health' }))
    expect(await (await api.fetch('/x')).json()).toMatchObject({ path: '/x' })
    await api.stop()
    expect((await running.fetch('/')).status).toBe(200)
    await running.stop()
    await expectGone(running)
  })

  test('says that nothing runs there', async () => {
    const stopped = await start(command(['node', serverPath('echo.mjs')]))
    await stopped.stop()
    const error = await errorOf(start(external(stopped.url, { startTimeoutMs: 100 })))
    expect(error.code).toBe('E_NOT_LISTENING')
    expect(error.hints.join('\n')).toContain('expected to run')
  })
})
