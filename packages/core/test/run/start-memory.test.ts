import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { command, override } from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'
import { expectGone } from '../support/expect-gone'
import { findProgram } from '../support/find-program'
import { serverPath } from '../support/server-path'

vi.setConfig({ testTimeout: 30_000 })

let folder: string
let starts: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  starts = join(folder, 'starts')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A command that counts its starts. */
function counted(rest: string, options: { readonly cwd?: string } = {}) {
  return command(['sh', '-c', `echo started >>"$STARTS"; ${rest}`], { ...options, env: { STARTS: starts }, ready: '/' })
}

/** Starts each of them after the one before has stopped, all in one run, and returns how often the command was started for each. */
async function startsOf(...definitions: ReturnType<typeof counted>[]): Promise<readonly number[]> {
  const store = createServiceStore({ run: createRun() })
  const counts: number[] = []
  for (const definition of definitions) {
    const before = counts.reduce((sum, count) => sum + count, 0)
    const share = await store.acquire(definition)
    await share.release()
    await expectGone(share.data as { pid: number; port: number })
    counts.push(readFileSync(starts, 'utf8').trim().split('\n').length - before)
  }
  return counts
}

test('a variant of a server that refuses to share its port is started once, since the run has learnt that', async ({
  skip,
}) => {
  skip(findProgram('python3') === undefined, 'python3 is missing')
  const api = counted(`exec python3 ${serverPath('no-reuse.py')}`)
  expect(await startsOf(api, override(api, { env: { VARIANT: 1 } }))).toEqual([2, 1])
})

test('a second load of a services file is started once without the listen hook that its Node.js refuses', async () => {
  const rest = `path=\${NODE_OPTIONS##*require }; [ -n "$path" ] && eval "rm -f $path"; exec node ${serverPath('listens.mjs')}`
  expect(await startsOf(counted(rest), counted(rest))).toEqual([2, 1])
})

test('the same command in another directory is another program', async () => {
  const rest = `path=\${NODE_OPTIONS##*require }; [ -n "$path" ] && eval "rm -f $path"; exec node ${serverPath('listens.mjs')}`
  expect(await startsOf(counted(rest), counted(rest, { cwd: folder }))).toEqual([2, 2])
})
