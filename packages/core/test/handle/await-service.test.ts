import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'

const program = join(import.meta.dirname, '../programs/await-service.mjs')

test('a process that awaits a call on a handle lives until that is done', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, await builtPackage()])
  expect(JSON.parse(stdout)).toEqual(['late', false, true, false, true])
})
