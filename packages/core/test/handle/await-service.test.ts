import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'

const program = join(import.meta.dirname, '../programs/await-service.mjs')

let file: string
beforeAll(async () => {
  file = await builtPackage()
})

test('a process that awaits a call on a handle lives until that is done', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, file])
  expect(JSON.parse(stdout)).toEqual(['late', false, true, false, true])
})
