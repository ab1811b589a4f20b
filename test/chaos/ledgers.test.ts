import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// Outside of namespaces of its own, what is wrong could end every process of the machine and remove any folder of it.
const namespaces = ['-p', '-m', '--fork', '--kill-child', '--mount-proc']
const isPossible = process.getuid?.() === 0 && spawnSync('unshare', [...namespaces, 'true']).status === 0
const seed = 16
const count = process.env['PORTSIDE_CHAOS'] === 'full' ? 200 : 40
const attack = join(import.meta.dirname, 'ledgers/attack.mjs')

test.skipIf(!isPossible)(
  `${count} forged ledgers end nothing and remove nothing of anybody else (skipped: only root may make PID namespaces)`,
  { timeout: 1_200_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'portside-chaos-'))
    // The shell is process 1, which waits for what has lost its parent.
    const line = 'node "$1" "$2" "$3" "$4"; exit $?'
    const argv = [...namespaces, 'sh', '-c', line, 'sh', attack, folder, String(count), String(seed)]
    const { stdout, stderr, status } = spawnSync('unshare', argv, {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      timeout: 1_100_000,
    })
    rmSync(folder, { recursive: true, force: true })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    const { setAside, trusted, ...result } = JSON.parse(stdout) as Record<string, unknown>
    console.log(
      `${count} forged ledgers of seed ${seed}: ${String(setAside)} set aside, ${String(trusted)} trusted or foreign`,
    )
    expect(result).toEqual({ rounds: count, innocents: [], folders: [], hangs: [], unnamed: [], left: [] })
  },
)
