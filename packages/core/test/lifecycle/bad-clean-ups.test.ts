import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'

const program = join(import.meta.dirname, '../programs/bad-clean-ups.mjs')

let file: string
beforeAll(async () => {
  file = await builtPackage()
})

test('whatever a clean-up does, stop() reports it at once, the others run, and the process ends', async () => {
  // Less than a clean-up that hangs is waited for.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, file], { timeout: 20_000 })
  const wrong = 'Expected `cleanUp` to be a function, such as () => server.close(), not its result, got'
  const messages = {
    throws: 'thrown',
    rejects: 'rejected',
    thenable: 'from a thenable',
    throwingThenable: 'by a thenable',
    none: `${wrong} undefined`,
    text: `${wrong} 'server.close()'`,
    promise: `${wrong} Promise { undefined }`,
  }
  const expected = ['defineService', 'inProcess', 'onClose'].flatMap((maker) =>
    Object.entries(messages).map(([kind, message]) => [`${maker} ${kind}`, [message, 'last', 'first']]),
  )
  const ends = JSON.parse(stdout) as Record<string, unknown>
  expect(ends).toEqual(Object.fromEntries(expected))
  expect(stderr).toBe('')
})
