// Starts the warden, the process that ends everything when this one is gone, and writes to it what to end; its script does the rest.
// One for each runner, however many builds of this package it loads.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { delimiter, parse } from 'node:path'
import type { Writable } from 'node:stream'
import { callLater, globalState, printWarning } from '@portside/internal'
import { wardenScript } from './warden-script'
import { windowsWardenScript } from './windows-warden-script'

const maxLosses = 20
const idleMs = 1000
/** Linux takes 128 KiB a variable, execve(2). */
const maxEnvironmentChars = 100_000

type WardenProcess = ChildProcessByStdio<Writable, null, null>

interface Warden {
  readonly runner: string
  readonly entries: Map<string, string>
  nextNumber: number
  /** The number of wardens that could not be started or were ended from outside; after too many, no more are started. */
  losses: number
  process: WardenProcess | undefined
}

/** Returns the cookie of the next child: the random name of this runner, and a number. */
export function nextCookie(): string {
  const warden = theWarden()
  warden.nextNumber += 1
  return `${warden.runner}.${warden.nextNumber}`
}

/**
 * Sets what the warden does for `entry` when this process, or this worker thread, has ended; see the script. The line is in the kernel when this
 * returns. The first call starts the warden.
 */
export function setWardenEntry(entry: string, value: string): void {
  const warden = theWarden()
  warden.entries.set(entry, value)
  if (warden.process) writeLines(warden.process, `+${entry} ${value}\n`)
  else startWarden(warden)
}

/** Deletes `entry` in the warden. */
export function removeWardenEntry(entry: string): void {
  const warden = theWarden()
  if (warden.entries.delete(entry) && warden.process) writeLines(warden.process, `-${entry}\n`)
  if (warden.entries.size === 0) callLater(() => dismissIdle(warden), idleMs)
}

function theWarden(): Warden {
  return globalState<Warden>('warden', () => ({
    runner: randomUUID(),
    entries: new Map(),
    nextNumber: 0,
    losses: 0,
    process: undefined,
  }))
}

function startWarden(warden: Warden): void {
  if (warden.losses >= maxLosses) return
  const entries = [...warden.entries].map(([entry, value]) => `${entry} ${value}\n`)
  const isShort = entries.join('').length < maxEnvironmentChars
  const child = spawnWarden(warden.runner, isShort ? entries.join('') : '')
  child.once('error', (error) => warnOfNone(warden, error))
  // If this process may open no more files, a warden that could not be started has no pipe. The next entry tries again.
  if (child.pid === undefined) return
  if (!isShort) for (const entry of entries) writeLines(child, `+${entry}`)
  warden.process = child
  child.once('exit', () => replaceLost(warden, child))
  child.stdin.on('error', () => undefined)
  child.unref()
  ;(child.stdin as Writable & { unref(): void }).unref()
}

function warnOfNone(warden: Warden, { message }: Error): void {
  warden.losses += 1
  if (warden.losses === 1)
    printWarning(
      'PORTSIDE_WARDEN',
      `What is started now may outlive this process, since its warden could not be started: ${message}`,
    )
}

/** Starts another warden with the same entries after the last one was ended from outside. */
function replaceLost(warden: Warden, child: WardenProcess): void {
  if (warden.process !== child) return
  warden.process = undefined
  warden.losses += 1
  if (warden.entries.size > 0) startWarden(warden)
}

/** Jest gives each test file its own `globalThis`, and thus its own warden; a warden without entries is ended. */
function dismissIdle(warden: Warden): void {
  if (warden.entries.size > 0) return
  warden.process?.stdin.end()
  warden.process = undefined
}

function spawnWarden(runner: string, entries: string): WardenProcess {
  const [program, ...args] =
    process.platform === 'win32'
      ? ([process.execPath, '-e', windowsWardenScript] as const)
      : (['/bin/sh', '-c', wardenScript, 'portside-warden', runner] as const)
  return spawn(program, args, {
    cwd: parse(process.execPath).root,
    // Its environment has no cookie, so that no sweep ends it. It has the entries, so that the warden knows them from the start.
    env: {
      // The system's own tools come first: a project may have programs of the same names.
      PATH: ['/usr/bin', '/bin', process.env['PATH'] ?? ''].join(delimiter),
      SystemRoot: process.env['SystemRoot'],
      PORTSIDE_ENTRIES: entries,
    },
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

function writeLines(child: WardenProcess, lines: string): void {
  child.stdin.write(lines)
}
