import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { findPortOwner } from '@portside/ports'
import { expect } from 'vitest'

/** Proves that a service has left neither a process nor a listening port; without a pid, that this process has not. */
export async function expectGone({ pid, port }: { pid?: number | undefined; port?: number }): Promise<void> {
  if (pid !== undefined) expect(isAlive(pid)).toBe(false)
  if (port !== undefined) expect(await isListening(port, pid ?? process.pid)).toBe(false)
}

/** Whether a process or its group listens on a port. One that was given back may be somebody else's by now. */
async function isListening(port: number, pid: number): Promise<boolean> {
  const owner = await findPortOwner(port)
  return owner?.state === 'listen' && (owner.pid === pid || processGroup(owner.pid) === pid)
}

/** The process group of a process, as proc(5) has it: the third field after the name. */
function processGroup(pid: number | undefined): number | undefined {
  return Number(/^\d+ \(.*\) \S \d+ (\d+)/s.exec(readStat(pid))?.[1])
}

/** Whether a process runs; one that has ended and was not waited for yet does not. See proc(5). */
export function isAlive(pid: number): boolean {
  const stat = readStat(pid)
  return stat !== '' && !/^\d+ \(.*\) Z/s.test(stat)
}

/** Whether something takes connections at a port of 127.0.0.1. */
export async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  socket.destroy()
  return isOpen
}

function readStat(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}
