import { connect } from 'node:net'
import { startDeadline } from '../system/start-deadline'
import { parseLeaseNote, type LeaseNote } from './lease-note'
import { lockName } from './lock-by-name'

/**
 * A holder that starts processes on a busy machine may need some hundred milliseconds to answer; if there is no holder, the connection is refused at
 * once.
 */
const answerWithinMs = 1000
const maxLength = 4096

/** Says whether a port is leased, and what for; it has no note when the holder does not answer. */
export interface LockAnswer {
  readonly isLocked: boolean
  readonly note?: LeaseNote
}

/** Asks the holder of the lock on a port, if there is one, what the lease is for. */
export function askLock(host: string, port: number): Promise<LockAnswer> {
  const socket = connect({ path: lockName(host, port) })
  socket.setEncoding('utf8')
  return new Promise((resolve) => {
    let text = ''
    let isConnected = false
    const finish = (): void => {
      endWait()
      socket.destroy()
      const note = parseLeaseNote(text)
      resolve(note === undefined ? { isLocked: isConnected } : { isLocked: true, note })
    }
    const endWait = startDeadline(answerWithinMs, finish)
    socket.on('connect', () => (isConnected = true))
    socket.on('data', (chunk: string) => (text = text.length < maxLength ? text + chunk : text))
    socket.on('error', finish)
    socket.on('end', finish)
  })
}
