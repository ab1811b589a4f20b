import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect } from 'vitest'

/** Proves that a service has left neither a process nor a listening port. */
export async function expectGone({ pid, port }: { pid?: number | undefined; port?: number }): Promise<void> {
  if (pid !== undefined) expect(isAlive(pid)).toBe(false)
  if (port !== undefined) expect(await answers(port)).toBe(false)
}

/** Whether a process runs; one that has ended and was not waited for yet does not. See proc(5). */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Whether something takes connections at a port of 127.0.0.1. */
export async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).then((isOpen) => {
    socket.destroy()
    return isOpen as boolean
  })
}
