import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { builtPackage } from '../../support/built-package'

const program = join(import.meta.dirname, '../../programs/start-unseen.mjs')
const inNamespace = ['-rp', '--fork']
const hasNamespaces = spawnSync('unshare', [...inNamespace, 'true']).status === 0

/** Starts services where `/proc` shows another PID namespace. */
async function startUnseen(options: Readonly<Record<string, unknown>>) {
  const argv = [process.execPath, program, await builtPackage(), JSON.stringify(options)]
  const { stdout, stderr } = await promisify(execFile)('unshare', [...inNamespace, ...argv])
  return {
    result: JSON.parse(stdout) as Readonly<Record<string, unknown>>,
    warnings: stderr.match(/^portside: .*/gm) ?? [],
  }
}

describe.skipIf(!hasNamespaces)('where /proc is of another PID namespace (skipped: needs unshare -rp)', () => {
  test.each([
    { port: 'lease' },
    { port: 'lease', listenHook: false },
    { port: 'discover' },
    { port: 'lease', ready: '/', expose: 'error' },
  ])('services start, restart and stop with one warning: %j', async (options) => {
    const { result, warnings } = await startUnseen(options)
    expect(result).toEqual({ text: 'ok', isLeft: false })
    expect(warnings).toEqual([expect.stringContaining('`/proc` is not that of this PID namespace')])
  })

  test("`ownership: 'required'` is an error that says why", async () => {
    const { result, warnings } = await startUnseen({ ownership: 'required' })
    expect(result).toMatchObject({ code: 'E_IMPOSTOR', message: expect.stringContaining('cannot be checked here') })
    expect(warnings).toEqual([])
  })
})
