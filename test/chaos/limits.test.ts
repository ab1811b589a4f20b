import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { serverPath } from '../support/server-path'
import { noNamespace, runInNamespace, skipNote } from './support/namespace'
import { isFull } from './support/settings'

const entry = join(repositoryRoot, 'packages/portside/dist/index.js')

interface Ended {
  readonly limit: number
  readonly outcome: string
  readonly message?: string
  readonly signal: string | null
  readonly errors: string
  readonly files?: readonly string[]
  readonly left: readonly string[]
}

const descriptors = isFull ? range(16, 64, 1) : range(20, 44, 6)
const kilobytes = isFull ? range(0, 128, 4) : [0, 8, 64]

test.skipIf(noNamespace !== undefined)(
  `with ${descriptors[0]} to ${descriptors.at(-1)} descriptors a start succeeds or names the limit, and leaves nothing${skipNote(noNamespace)}`,
  async () => {
    const all = await startUnder('descriptors', descriptors)
    // With fewer than it needs itself, Node.js does not come so far as to run a program.
    const begun = all.filter(({ outcome }) => outcome !== '')
    expect(begun.length).toBeGreaterThan(0)
    expect(begun.filter(isWrong)).toEqual([])
    expect(all.filter(({ left }) => left.length > 0)).toEqual([])
    expect(all.at(-1)?.outcome).toBe('ready')
  },
)

test.skipIf(noNamespace !== undefined)(
  `with ${kilobytes[0]} to ${kilobytes.at(-1)} kB of disk a start succeeds or says that it is full, and leaves nothing${skipNote(noNamespace)}`,
  async () => {
    const all = await startUnder('disk', kilobytes)
    expect(all.filter(isWrong)).toEqual([])
    expect(all.filter(({ left, files = [] }) => left.length + files.length > 0)).toEqual([])
    expect(all.at(-1)?.outcome).toBe('ready')
  },
)

async function startUnder(kind: string, limits: readonly number[]): Promise<readonly Ended[]> {
  const program = runInNamespace('start-under-limits.mjs', [
    kind,
    entry,
    serverPath('plain.mjs'),
    ...limits.map(String),
  ])
  const { output, code } = await program.ended
  expect(code, output).toBe(0)
  return output.trim().split('\n').map((line) => JSON.parse(line) as Ended) // prettier-ignore
}

/** Whether a start was neither ready nor explained: a hang that was killed, or an error that is not portside's own. */
function isWrong({ outcome, message = '', signal }: Ended): boolean {
  if (outcome === 'ready') return false
  // Too few descriptors to load a file, to lease a port, or to send a request, are the system's own error, which names the limit.
  const isOwn = outcome === 'PortsideError' || /^(?:listen |fetch failed: .*)?EMFILE/.test(message)
  return signal !== null || !isOwn || !/EMFILE|ENOSPC|full|too many open files|descriptor/i.test(message)
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}
