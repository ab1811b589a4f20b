import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const graceMs = 5000
const intervalMs = 20

/**
 * Returns the leftovers of a run: processes with `mark` (`NAME=value`) in their environment, which everything inherits that the run
 * starts, and `urls` that still take connections. Waits a little for what is just ending.
 */
export async function leftBehind(mark: string, urls: readonly string[]): Promise<readonly string[]> {
  const endMs = performance.now() + graceMs
  let left = await look(mark, urls)
  while (left.length > 0 && performance.now() < endMs) {
    await sleep(intervalMs)
    left = await look(mark, urls)
  }
  return left
}

async function look(mark: string, urls: readonly string[]): Promise<readonly string[]> {
  const open = await Promise.all(urls.map(async (url) => ((await isRefused(new URL(url))) ? [] : [url])))
  return [...strays(mark), ...open.flat()]
}

function isRefused({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port) })
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
    socket.once('connect', () => socket.destroy())
  })
}

/** Looks at proc(5)'s `environ`; other systems have no such list. */
function strays(mark: string): readonly string[] {
  if (process.platform !== 'linux') return []
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const marked = pids.filter((pid) => readProc(pid, 'environ').split('\0').includes(mark))
  return marked.map((pid) => `process ${pid}: ${readProc(pid, 'cmdline').replaceAll('\0', ' ').trim()}`)
}

/** Empty where the process is gone or another user's. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
