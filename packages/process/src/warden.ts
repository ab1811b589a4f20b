// One warden for each runner lives at globalThis[Symbol.for('portside.warden')], since one process may load two builds.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { delimiter, parse } from 'node:path'
import type { Writable } from 'node:stream'
import { wardenScript } from './warden-script'
import { windowsWardenScript } from './windows-warden-script'

const maxStarts = 20

interface Warden {
  readonly runner: string
  readonly entries: Map<string, string>
  nextNumber: number
  /** How often a warden was started; a system on which none stays is left alone. */
  starts: number
  process?: ChildProcessByStdio<Writable, null, null> | undefined
}

const key = Symbol.for('portside.warden')
const registry = globalThis as { [key]?: Warden }

/** The value of the cookie of the next child: the random name of this runner, and a number. */
export function nextCookie(): string {
  const warden = theWarden()
  warden.nextNumber += 1
  return `${warden.runner}.${warden.nextNumber}`
}

/**
 * Sets what the warden does about `entry` when this process, or this worker thread, has ended; see the script.
 * The line is in the kernel when this returns. The first call starts the warden.
 */
export function tellWarden(entry: string, value: string): void {
  const warden = theWarden()
  warden.entries.set(entry, value)
  if (warden.process) say(warden.process, `+${entry} ${value}\n`)
  else startWarden(warden)
}

/** Takes back what the warden was told of `entry`. */
export function releaseFromWarden(entry: string): void {
  const warden = theWarden()
  if (warden.entries.delete(entry) && warden.process) say(warden.process, `-${entry}\n`)
}

function theWarden(): Warden {
  registry[key] ??= { runner: randomUUID(), entries: new Map(), nextNumber: 0, starts: 0 }
  return registry[key]
}

function startWarden(warden: Warden): void {
  const child = spawnWarden(warden.runner)
  warden.process = child
  warden.starts += 1
  child.once('error', (error) => process.emitWarning(`portside has no warden: ${error.message}`))
  // Somebody has ended it: what it knew is told to the next.
  child.once('exit', () => {
    warden.process = undefined
    if (warden.entries.size > 0 && warden.starts < maxStarts) startWarden(warden)
  })
  child.stdin.on('error', () => undefined)
  child.unref()
  ;(child.stdin as Writable & { unref(): void }).unref()
  say(child, [...warden.entries].map(([entry, value]) => `+${entry} ${value}\n`).join(''))
}

function spawnWarden(runner: string): ChildProcessByStdio<Writable, null, null> {
  const [program, ...args] =
    process.platform === 'win32'
      ? ([process.execPath, '-e', windowsWardenScript] as const)
      : (['/bin/sh', '-c', wardenScript, 'portside-warden', runner] as const)
  return spawn(program, args, {
    cwd: parse(process.execPath).root,
    // Its own environment carries no cookie: no sweep may end it.
    env: {
      PATH: `${process.env['PATH'] ?? ''}${delimiter}/usr/bin${delimiter}/bin`,
      SystemRoot: process.env['SystemRoot'],
    },
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

function say(child: ChildProcessByStdio<Writable, null, null>, lines: string): void {
  child.stdin.write(lines)
}
