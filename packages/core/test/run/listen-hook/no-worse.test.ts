import { describe, expect, test } from 'vitest'
import { command, start } from '../../../src/index'
import { expectGone } from '../../support/expect-gone'
import { findProgram } from '../../support/find-program'
import { serverPath } from '../../support/server-path'

/** Far below the seconds by which a look that waits for a report would be late, and above what a busy machine takes. */
const soonMs = 1000

describe('with the listen hook a service is no worse off:', () => {
  test.each([
    ['directly', [serverPath('needs-preload.mjs')]],
    [
      'by a program that keeps the last of each flag',
      [serverPath('keeps-last-flags.mjs'), serverPath('needs-preload.mjs')],
    ],
  ])('the preload of the user runs, started %s', async (_, args) => {
    const env = { NODE_OPTIONS: `--require "${serverPath('user-preload.cjs')}"` }
    const api = await start(command(['node', ...args], { env }))
    await api.stop()
    await expectGone(api)
  })

  test.skipIf(findProgram('python3') === undefined)(
    'a program below a blocked Node process is found as soon as it listens (skipped: needs python3)',
    async () => {
      const api = await start(command(['node', serverPath('blocks-in-spawn.mjs'), '3']))
      const readyAtMs = Date.now()
      const [, seconds] = await api.waitForOutput(/listens at ([\d.]+)/)
      expect(readyAtMs - Number(seconds) * 1000).toBeLessThan(soonMs)
      await api.stop()
      await expectGone(api)
    },
  )

  test('the permission model of Node.js in NODE_OPTIONS starts a service once', async ({ skip }) => {
    const flag = ['--permission', '--experimental-permission'].find((name) =>
      process.allowedNodeEnvironmentFlags.has(name),
    )
    skip(flag === undefined, 'this Node.js has no permission model in NODE_OPTIONS')
    const code =
      "console.log('starts'); require('node:http').createServer((q, a) => a.end()).listen(process.env.PORT, process.env.HOST)"
    const api = await start(command(['node', '-e', code], { env: { NODE_OPTIONS: `${flag}` } }))
    expect((await api.output()).match(/starts|listen-hook/g)).toEqual(['starts'])
    await api.stop()
  })
})
