import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'
import { startProgram } from '../support/program'

const program = join(import.meta.dirname, '../programs/look-around.mjs')
const inNamespace = ['unshare', '-rp', '--fork']
const hasNamespaces = spawnSync('unshare', ['-rp', '--fork', 'true']).status === 0

async function lookAround(wrapper: readonly string[]): Promise<unknown> {
  const around = startProgram([...wrapper, process.execPath, program, await builtPackage()])
  const found: unknown = JSON.parse(await around.line())
  expect(await around.ended).toBe(0)
  return found
}

const seen = { isOwn: true, pid: 'own', holder: 'own', command: true, ports: true, hasListener: true, verdict: 'ours' }
const common = { state: 'listen', silence: 'nobody' }

test.runIf(hasNamespaces)(
  'where /proc is of another PID namespace, no process is named or judged by it (skipped: needs unshare -rp)',
  async () => {
    const unseen = { isOwn: false, holder: 'own', command: false, ports: false, hasListener: false, verdict: 'unknown' }
    expect(await lookAround(inNamespace)).toEqual({ ...common, ...unseen })
  },
)

test.runIf(hasNamespaces)(
  'where /proc is of the own PID namespace, all is seen (skipped: needs unshare -rp)',
  async () => {
    expect(await lookAround([...inNamespace, '--mount-proc'])).toEqual({ ...common, ...seen })
  },
)
