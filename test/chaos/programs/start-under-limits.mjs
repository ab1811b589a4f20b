// Runs start-once.mjs under one limit after the other, in a namespace: `descriptors` so many files at once, or `disk` so many kilobytes free where
// temporary files and the ledger lie. Prints how each ended, and what it has left, a line of JSON each.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [kind, entry, server, ...limits] = process.argv.slice(2)
const program = fileURLToPath(new URL('start-once.mjs', import.meta.url))
const waitMs = 40_000

for (const limit of limits.map(Number)) {
  const result = kind === 'disk' ? await withDisk(limit) : await withDescriptors(limit)
  console.log(JSON.stringify({ limit, ...result, left: await leftBehind() }))
}

async function withDescriptors(limit) {
  return run(['sh', '-c', `ulimit -n ${limit}; exec "$@"`, 'sh', process.execPath, program, entry, server], {})
}

async function withDisk(freeKilobytes) {
  const folder = mkdtempSync('/tmp/portside-disk-')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - freeKilobytes * 1024)))
  const result = await run([process.execPath, program, entry, server], { TMPDIR: folder, XDG_STATE_HOME: folder })
  const files = readdirSync(folder, { recursive: true }).filter((name) => !/^(filler|portside(\/runs)?)$/.test(name))
  execFileSync('umount', ['--lazy', folder])
  rmdirSync(folder)
  return { ...result, files }
}

async function run([file, ...args], env) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const timer = setTimeout(() => child.kill('SIGKILL'), waitMs)
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  const [code, signal] = await new Promise((resolve) => child.once('close', (...end) => resolve(end)))
  clearTimeout(timer)
  const line = output.trim().split('\n').at(-1) ?? ''
  return {
    code,
    signal,
    errors: errors.slice(0, 1000),
    ...(line.startsWith('{') ? JSON.parse(line) : { outcome: line }),
  }
}

/** The command lines of processes that live on, once those that are ending had ten seconds. */
async function leftBehind() {
  for (let look = 0; ; look += 1) {
    const left = processes()
    if (left.length === 0 || look === 200) return left
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function processes() {
  const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && ![1, process.pid].includes(Number(name)))
  return others.map(commandLine).filter((line) => line !== '')
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
