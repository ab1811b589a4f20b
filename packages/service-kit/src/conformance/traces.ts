import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 50

/** Things by which a server is found after its end. */
export interface Traces {
  /** The name under which it is listed: its folder has it. */
  readonly name: string
  /** Its addresses. */
  readonly urls: readonly string[]
  /** Its processes, as `pid start-time`. */
  readonly processes: readonly string[]
  /** The segments of shared memory that nobody used before. */
  readonly segments: readonly string[]
  /** How long their end may take, in milliseconds. */
  readonly limitMs: number
}

/** Returns what is left of a server once nothing changes any more: its folders, its processes, its port and its shared memory, a line each. Waits for their end. */
export async function leftOf(traces: Traces): Promise<readonly string[]> {
  const deadline = performance.now() + traces.limitMs
  for (;;) {
    const left = await look(traces)
    if (left.length === 0 || performance.now() > deadline) return left
    await delay(pollMs)
  }
}

async function look({ name, urls, processes, segments }: Traces): Promise<readonly string[]> {
  const folderStart = `portside-${name}-`
  const folders = ['/dev/shm', tmpdir()].flatMap((parent) =>
    namesIn(parent)
      .filter((entry) => entry.startsWith(folderStart))
      .map((entry) => `folder ${parent}/${entry}`),
  )
  const found = processTable()
    .filter(({ id, words }) => processes.includes(id) || words.includes(folderStart))
    .map(({ id, words }) => `process ${id} ${words}`)
  const open = await Promise.all(urls.map(async (url) => ((await answers(url)) ? [`port ${portOf(url)}`] : [])))
  const shared = unusedSegments().filter((id) => !segments.includes(id))
  return [...folders, ...found, ...open.flat(), ...shared.map((id) => `shared memory ${id}`)]
}

/** Returns the port of an address. */
export function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** Whether anybody listens there. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(portOf(url), new URL(url).hostname.replaceAll(/[[\]]/g, ''))
    const end = (isOpen: boolean) => () => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
}

/** Returns a process and all below it, as `pid start-time`; none on systems without /proc. */
export function treeOf(pid: number | undefined): readonly string[] {
  const table = processTable()
  const tree = table.filter((one) => one.pid === pid)
  // Those that are added are looked at in their turn.
  for (const { pid: parent } of tree) tree.push(...table.filter((one) => one.parent === parent))
  return tree.map(({ id }) => id)
}

/** The ids of the segments of shared memory (sysvipc(7)) that no process uses. */
export function unusedSegments(): readonly string[] {
  const rows = textOf('/proc/sysvipc/shm').trim().split('\n').slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((row) => row[6] === '0')
    .map((row) => row[1] ?? '')
}

interface ProcessRow {
  readonly pid: number
  readonly parent: number
  readonly id: string
  readonly words: string
}

/** Reads the processes of proc(5), without those that have ended and wait for their parent. */
function processTable(): readonly ProcessRow[] {
  const pids = namesIn('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const stat = textOf(`/proc/${pid}/stat`)
    // The name before may have any character.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (stat === '' || fields[0] === 'Z') return []
    const words = textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')
    return [{ pid: Number(pid), parent: Number(fields[1]), id: `${pid} ${fields[19]}`, words }]
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
