import { describe, expect, test } from 'vitest'
import { spawnChild } from '../src/index'
import { optionsOf } from './support/options-of'
import { isThere } from './support/is-there'

describe('spawnChild', () => {
  test('runs the command in its own process group, with the cookies in its environment', async () => {
    const script = 'console.log(process.env.PORTSIDE_RUN_ID, process.env.PORTSIDE_CHILD); setInterval(() => {}, 1e6)'
    const child = await spawnChild(['node', '-e', script], optionsOf({ runId: 'run-1' }))
    const [, cookie] = await child.output.waitFor(/run-1 ([\w.-]+)/)
    expect(cookie).toMatch(/^[\da-f-]{36}\.\d+$/)
    const report = await child.stop()
    console.log(report)
    expect(report).toMatchObject({ service: 'test', signal: 'SIGTERM', isForced: false, killed: [], strays: [] })
    expect(isThere(child.pid)).toBe(false)
  })
})
