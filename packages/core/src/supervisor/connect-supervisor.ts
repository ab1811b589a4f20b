import { connect, type Socket } from 'node:net'
import { fromErrorData, PortsideError } from '@portside/errors'
import type { CrashMessage, Method, Requests, ResponseMessage } from './messages'
import { lineOf, readLines } from './lines'
import type { SupervisorAddress } from './supervisor-address'

/** A connection to the supervisor of this run. */
export interface SupervisorClient {
  readonly request: <M extends Method>(method: M, params: Requests[M]['params']) => Promise<Requests[M]['result']>
  /** A signal that is aborted, with `E_CRASHED`, when the service of a share dies. */
  readonly crashOf: (share: number) => AbortSignal
  /** Ends the connection; the supervisor releases what it held. */
  readonly close: () => void
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Connects to a supervisor. It keeps the process alive only while an answer is awaited. Throws when nobody listens there. */
export async function connectSupervisor(address: SupervisorAddress): Promise<SupervisorClient> {
  const socket = await open(address)
  const pending = new Map<number, Pending>()
  let last = 0
  const crashes = new Map<number, AbortController>()
  readLines(socket, (line) => {
    const message = JSON.parse(line) as ResponseMessage | CrashMessage
    if ('event' in message) crash(message.share).abort(fromErrorData(message.error))
    else settle(message)
  })
  socket.on('close', () => {
    for (const { reject } of pending.values()) reject(supervisorGone())
    pending.clear()
  })
  // What follows need not wait for the answer: a supervisor that does not know us hangs up.
  void request('hello', { token: address.token, runId: address.runId }).catch(() => undefined)
  return { request, crashOf: (share) => crash(share).signal, close: () => socket.destroy() }

  async function request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    if (socket.destroyed) throw supervisorGone()
    const id = (last += 1)
    const answer = new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }))
    socket.ref()
    socket.write(lineOf({ id, method, params }))
    return (await answer) as Requests[M]['result']
  }

  /** The message may come before anybody has asked for the signal. */
  function crash(share: number): AbortController {
    const controller = crashes.get(share) ?? new AbortController()
    crashes.set(share, controller)
    return controller
  }

  function settle(message: ResponseMessage): void {
    const waiting = pending.get(message.id)
    pending.delete(message.id)
    if (pending.size === 0) socket.unref()
    if ('error' in message) waiting?.reject(fromErrorData(message.error))
    else waiting?.resolve(message.result)
  }
}

async function open({ socket: path }: SupervisorAddress): Promise<Socket> {
  const socket = connect(path)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return socket.on('error', () => socket.destroy())
}

function supervisorGone(): PortsideError {
  return new PortsideError({
    code: 'E_DEPENDENCY',
    summary: 'the supervisor of this run has ended, and with it all services that the run shared',
    hints: ['Has the main process of the test runner been stopped?'],
  })
}
