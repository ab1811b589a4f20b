import { describe, expect, test } from 'vitest'
import { command, start } from '../../src/index'
import { errorOf } from '../support/error-of'
import { expectGone } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const late = ['python3', serverPath('late-accept.py')]
const stops = ['python3', serverPath('stop-itself.py')]

describe('a server that does not accept', () => {
  test('is distinguished from one that is slow and from a firewall', async () => {
    const error = await errorOf(start(command(late, { ready: '/', startTimeoutMs: 2500 })))
    expect(error).toMatchObject({ code: 'E_NOT_ACCEPTING' })
    expect(error.evidence[0]).toMatch(/^\d connections? waits? in the queue of its socket\.$/)
    expect(error.hints.join('\n')).toContain('accept(2)')
  })

  test('is ready when it accepts after three seconds, with a queue for one', async () => {
    const api = await start(command(late, { ready: '/', env: { DELAY: 3 } }))
    expect((await api.fetch('/')).status).toBe(200)
    await api.stop()
    await expectGone(api)
  })

  test('is named as stopped when it is', async () => {
    const error = await errorOf(start(command(stops, { ready: '/', env: { LISTEN: 1 }, startTimeoutMs: 2000 })))
    expect(error).toMatchObject({ code: 'E_NOT_ACCEPTING', summary: expect.stringContaining('it is stopped') })
    expect(error.evidence[0]).toMatch(/^Process \d+ \(.*stop-itself\.py\) is stopped by a signal \(state T\)\.$/)
    expect(error.hints[0]).toMatch(/^Find out what has sent SIGSTOP to it/)
  })

  test('is named as stopped also before it has listened', async () => {
    const error = await errorOf(start(command(stops, { startTimeoutMs: 2000 })))
    expect(error.code).toBe('E_NOT_ACCEPTING')
  })
})
