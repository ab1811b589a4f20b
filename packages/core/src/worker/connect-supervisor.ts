import { lstatSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { fromErrorData, invalidArgument, type PortsideError } from '@portside/errors'
import {
  type CrashMessage,
  type EndMessage,
  type Method,
  type RelaunchMessage,
  type Requests,
  type ResponseMessage,
  type SharedService,
  lineOf,
  readLines,
} from '../protocol/messages'
import { lostServiceError, supervisorLostError } from '../protocol/lost-supervisor'
import type { SupervisorAddress } from '../protocol/supervisor-address'

/** A connection to the supervisor of this run. */
export interface SupervisorClient {
  readonly request: <M extends Method>(method: M, params: Requests[M]['params']) => Promise<Requests[M]['result']>
  /**
   * Returns the state of a share's service since it was acquired: another object after each restart. Its `crash` aborts with `E_CRASHED` when the
   * service dies, or the supervisor that owns it.
   */
  readonly subscription: (share: Pick<SharedService, 'share' | 'name'>) => ShareSubscription
  /** Releases a share; also succeeds if the supervisor is gone. */
  readonly release: (share: number) => Promise<void>
  /** Whether the supervisor has ended or closed the connection. */
  readonly isLost: () => boolean
  /** Closes the connection; the supervisor releases its shares. */
  readonly close: () => void
}

/** The state of a service, as the supervisor reports it. */
export interface ShareSubscription {
  /** Aborted, with `E_CRASHED`, when the service dies. */
  readonly crash: AbortController
  /** The data that describes the service since a restart. */
  readonly data?: unknown
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * Connects to a supervisor. The connection keeps the process alive only while an answer is awaited. Throws `E_SUPERVISOR_LOST` when nothing listens there.
 */
export async function connectSupervisor(address: SupervisorAddress): Promise<SupervisorClient> {
  const socket = await open(address)
  const pending = new Map<number, Pending>()
  let last = 0
  const subscriptions = new Map<number, ShareSubscription>()
  /** The names of the services that are held, by share. */
  const held = new Map<number, string>()
  let isClosing = false
  let isOver = false
  let isLost = false
  readLines(socket, (line) => {
    const message = parseMessage(line)
    // A peer that sends anything else is no supervisor.
    if (message === undefined) socket.destroy()
    else if (!('event' in message)) settle(message)
    else if (message.event === 'crash') subscriptionOf(message.share).crash.abort(fromErrorData(message.error))
    else if (message.event === 'relaunch')
      subscriptions.set(message.share, { crash: new AbortController(), data: message.data })
    else isOver = true
  })
  socket.on('close', () => {
    isLost = !isClosing
    if (isLost) for (const [share, name] of held) subscriptionOf(share).crash.abort(lost(name))
    for (const { reject } of pending.values()) reject(supervisorLostError())
    pending.clear()
  })
  // Further requests need not wait for the answer: a supervisor that does not know us closes the connection.
  void request('hello', { token: address.token, runId: address.runId }).catch(() => undefined)
  return { request, subscription, release, isLost: () => isLost, close }

  async function request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    if (socket.destroyed) throw supervisorLostError()
    const id = (last += 1)
    const answer = new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }))
    socket.ref()
    socket.write(lineOf({ id, method, params }))
    return (await answer) as Requests[M]['result']
  }

  function subscription({ share, name }: Pick<SharedService, 'share' | 'name'>): ShareSubscription {
    held.set(share, name)
    const known = subscriptionOf(share)
    if (isLost) known.crash.abort(lost(name))
    return known
  }

  function lost(name: string): PortsideError {
    return lostServiceError(name, isOver ? 'over' : 'killed')
  }

  async function release(share: number): Promise<void> {
    held.delete(share)
    await request('release', { share }).catch((error: unknown) => {
      if (!isLost) throw error
    })
  }

  function close(): void {
    isClosing = true
    socket.destroy()
  }

  /** Returns the subscription of a share. A message may come before the first request for it. */
  function subscriptionOf(share: number): ShareSubscription {
    const known = subscriptions.get(share) ?? { crash: new AbortController() }
    subscriptions.set(share, known)
    return known
  }

  function settle(message: ResponseMessage): void {
    const waiting = pending.get(message.id)
    pending.delete(message.id)
    if (pending.size === 0) socket.unref()
    if ('error' in message) waiting?.reject(fromErrorData(message.error))
    else waiting?.resolve(message.result)
  }
}

function parseMessage(line: string): ResponseMessage | CrashMessage | RelaunchMessage | EndMessage | undefined {
  try {
    const message = JSON.parse(line) as ReturnType<typeof parseMessage> | null
    return typeof message === 'object' && message !== null ? message : undefined
  } catch {
    return undefined
  }
}

async function open({ socket: path, runId }: SupervisorAddress): Promise<Socket> {
  const fault = faultOf(path)
  if (fault !== undefined) throw supervisorLostError(fault, runId)
  const socket = connect(path)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', (cause) => reject(supervisorLostError(cause, runId)))
  })
  return socket.on('error', () => socket.destroy())
}

/** Checks the owner of the socket: after the end of the run, another user may listen on its path, who must not get its token. */
function faultOf(path: string): TypeError | undefined {
  if (process.platform === 'win32' || process.getuid === undefined) return undefined
  const uid = lstatSync(path, { throwIfNoEntry: false })?.uid
  const isOwn = uid === undefined || uid === process.getuid()
  return isOwn ? undefined : invalidArgument('PORTSIDE_SUPERVISOR', 'the path of a socket of this user', path)
}
