import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import { printWarningsBy } from '../../packages/internal/src/index'
import { keepBusy } from './support/full-load'

const sampleMs = 50
/** A wrong place is known once its service has been quiet there for so long. */
const quietMs = 1000
const namedWithinMs = 1000

let folder: string
let named: { readonly atMs: number; readonly text: string }[]
let ends: (() => void)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portside-test-'))
  named = []
  ends = [() => rmSync(folder, { recursive: true })]
  printWarningsBy((code, text) => {
    if (code === 'PORTSIDE_WRONG_PORT') named.push({ atMs: Date.now(), text })
  })
})
afterEach(() => {
  for (const end of ends) end()
})

/** Listens on a port of its own choice, and writes when it did. */
const program = `const server = require('node:http').createServer((_, response) => response.end('ok'))
server.listen(0, '127.0.0.1', () => require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + Date.now()))`

interface Seen {
  /** When the program listened and was last seen to work, in milliseconds since 1970. */
  readonly activeAtMs: number
  /** The longest time by which a look was late: as late may be whoever else waits for a turn. */
  readonly lateMs: number
}

/** Looks at the program by itself until the wrong port is named. */
async function look(file: string): Promise<Seen> {
  let [activeAtMs, lateMs, lastCpu] = [0, 0, '']
  for (let beforeMs = Date.now(); named.length === 0; beforeMs = Date.now()) {
    await delay(sampleMs)
    const nowMs = Date.now()
    lateMs = Math.max(lateMs, nowMs - beforeMs - sampleMs)
    const [pid, listenedAtMs] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : []
    if (listenedAtMs === undefined) continue
    // State, and the ticks in user and kernel mode: proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    const cpu = `${fields[11]} ${fields[12]}`
    if (fields[0] === 'R' || fields[0] === 'D' || cpu !== lastCpu) activeAtMs = nowMs
    activeAtMs = Math.max(activeAtMs, Number(listenedAtMs))
    lastCpu = cpu
  }
  return { activeAtMs, lateMs }
}

test.skipIf(process.platform !== 'linux').each(['an idle machine', 'a machine whose processors are all busy'])(
  'a wrong port is named within a second of the moment in which it can be known, on %s (skipped: Linux shows it)',
  async (machine) => {
    if (machine !== 'an idle machine') ends.push(keepBusy())
    const file = join(folder, 'listened')
    const starting = start(command(['node', '-e', program, file], { ready: '/', startTimeoutMs: 60_000 })).catch(
      (error: unknown) => error,
    )
    const { activeAtMs, lateMs } = await look(file)
    const [first] = named
    expect(first?.text).toContain('it listens on 127.0.0.1:')
    const afterMs = (first?.atMs ?? Infinity) - activeAtMs
    expect(afterMs).toBeGreaterThanOrEqual(quietMs - 2 * sampleMs - lateMs)
    expect(afterMs).toBeLessThanOrEqual(quietMs + namedWithinMs + sampleMs + lateMs)
    expect(await starting).toMatchObject({ code: 'E_WRONG_PORT' })
  },
)
