import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { plainEnvironment } from '../support/environment.mjs'
import { markedProcesses } from '../support/marked-processes.mjs'
import { runners } from './runners.mjs'

/**
 * Runs a suite once: from the start of the runner's process to its end, ms, the processor time of it and of what it has waited for, and how often the
 * service was started. Throws when it fails.
 */
export async function timeSuite(directory, { name, files, workers }) {
  const starts = join(directory, 'starts')
  const mark = `BENCH_SUITE=${randomUUID()}`
  const [variable, value] = mark.split('=')
  const startMs = performance.now()
  const cpuStartMs = childrenCpuMs()
  const child = spawn(process.execPath, runners[name].argv(workers), {
    cwd: directory,
    env: { ...plainEnvironment(process.env), NO_COLOR: '1', BENCH_STARTS: starts, [variable]: value },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const exited = once(child, 'exit')
  const [code] = await once(child, 'close')
  await exited
  const ms = performance.now() - startMs
  if (code !== 0 || !output.includes(runners[name].passed(files))) throw new Error(`${directory} failed:\n${output}`)
  const left = markedProcesses(mark).length
  return { ms, cpuMs: childrenCpuMs() - cpuStartMs, starts: readStarts(starts), left }
}

function readStarts(file) {
  try {
    return readFileSync(file, 'utf8').length
  } catch {
    return 0
  } finally {
    rmSync(file, { force: true })
  }
}

/** The processor time of all children that have ended, and of theirs: `cutime` and `cstime` of proc(5), which counts 100 ticks a second. */
function childrenCpuMs() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}
