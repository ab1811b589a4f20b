import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'

/** Whether a process runs; one that has ended and was not waited for yet does not (proc(5)). */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** The processes whose command line contains `text`. */
export function processesWith(text: string): number[] {
  return allProcesses().filter((pid) => isAlive(pid) && readEntry(pid, 'cmdline').replaceAll('\0', ' ').includes(text))
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

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function readEntry(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
