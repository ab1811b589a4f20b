// One warden for each runner lives at globalThis[Symbol.for('portside.warden')], since one process may load two builds.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { wardenScript } from './warden-script'

interface Warden {
  readonly runner: string
  readonly entries: Map<string, string>
  nextNumber: number
  process?: ChildProcess | undefined
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
  registry[key] ??= { runner: randomUUID(), entries: new Map(), nextNumber: 0 }
  return registry[key]
}

function startWarden(warden: Warden): void {
  const child = spawn('/bin/sh', ['-c', wardenScript, 'portside-warden', warden.runner], {
    cwd: '/',
    // Its own environment carries no cookie: no sweep may end it.
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/bin:/bin` },
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  warden.process = child
  child.on('error', (error) => process.emitWarning(`portside has no warden: ${error.message}`))
  child.stdin.on('error', () => undefined)
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  say(child, [...warden.entries].map(([entry, value]) => `+${entry} ${value}\n`).join(''))
}

function say(child: ChildProcess, lines: string): void {
  child.stdin?.write(lines)
}
