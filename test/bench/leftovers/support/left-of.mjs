import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { markedProcesses } from '../../support/marked-processes.mjs'
import { isAlive } from '../../support/process-family.mjs'

const graceMs = 10_000
const intervalMs = 5

/**
 * Waits until nothing is left of a run: no process that carries its `mark` or was seen as one of its `family`, no file of
 * portside in the folder that the run had for its temporary files, state and cache. Resolves with what is left after 10 s, with
 * the time it took, and with how much of that somebody waited for a processor (PSI, `/proc/pressure/cpu`).
 */
export async function waitUntilNothingIsLeft(trace) {
  const startMs = performance.now()
  const stalledBeforeMs = stalledSinceBootMs()
  for (;;) {
    const left = leftOf(trace)
    const elapsedMs = performance.now() - startMs
    if (left.length === 0 || elapsedMs > graceMs) {
      return { left, elapsedMs, stalledMs: stalledSinceBootMs() - stalledBeforeMs }
    }
    await sleep(intervalMs)
  }
}

function leftOf({ mark, family, folder }) {
  const pids = new Set([...family.filter(isAlive).map(({ pid }) => pid), ...markedProcesses(mark)])
  const processes = [...pids].map((pid) => `process ${pid}: ${commandOf(pid)}`)
  return [...processes, ...filesIn(folder).map((file) => `file ${file}`)]
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(-120)
  } catch {
    return '(ended meanwhile)'
  }
}

/** The list of ports that were used is a cache, meant to stay; so are the folders that hold it and the ledger. */
function filesIn(folder) {
  const paths = entriesIn(folder)
    .filter((entry) => !entry.isDirectory() || entry.parentPath.endsWith('tmp'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return paths.filter((path) => path.includes('portside') && path !== 'cache/portside/ports')
}

/** Folders may go while they are read: then the list is not to be had yet. */
function entriesIn(folder) {
  for (;;) {
    try {
      return readdirSync(folder, { withFileTypes: true, recursive: true })
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
}

function stalledSinceBootMs() {
  try {
    const [, total] = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))
    return Number(total) / 1000
  } catch {
    return 0
  }
}
