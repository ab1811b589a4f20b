import type { AddressInfo, Server, Socket } from 'node:net'
import { globalState } from '@portside/internal'
import { hasLoopback } from '../address/loopback'
import { listenAside } from '../listener/listen-aside'
import { createArrivals, type Arrivals } from './arrivals'
import { isAbsent } from '../address/prove-free'
import { missingLoopbackError } from './loopback-error'

/** The listeners of this thread to which held connections lead: the port on each loopback address of the machine. */
export interface Anchors {
  readonly v4: number
  /** Absent if the machine has no IPv6 loopback. */
  readonly v6: number | undefined
  /** Resolves when the connection from `port` of `address` has been accepted and is kept. */
  kept(address: string, port: number): Promise<void>
  close(): void
}

/** The listeners to which held connections lead, and how many holds use them; absent while there is no hold. */
interface State {
  anchors: { readonly opening: Promise<Anchors>; users: number } | undefined
}

/** Opens the anchors, or uses those that are open. The caller must call {@link leaveAnchors} once for each call. */
export function enterAnchors(): Promise<Anchors> {
  const shared = state()
  shared.anchors ??= { opening: openAnchors(), users: 0 }
  shared.anchors.users += 1
  return shared.anchors.opening
}

/** Closes the anchors when nobody uses them any more, so that a process without leases has no listener. */
export function leaveAnchors(): void {
  const shared = state()
  const { anchors } = shared
  if (anchors === undefined) return
  anchors.users -= 1
  if (anchors.users > 0) return
  shared.anchors = undefined
  anchors.opening.then(
    (opened) => opened.close(),
    () => undefined,
  )
}

function state(): State {
  return globalState<State>('ports.anchors', () => ({ anchors: undefined }))
}

async function openAnchors(): Promise<Anchors> {
  // Without it connections would wait instead of failing.
  if (!hasLoopback('127.0.0.1')) throw missingLoopbackError()
  const arrivals = createArrivals()
  const keepAll = (socket: Socket) => keep(socket, arrivals)
  const v4 = await listenAside('127.0.0.1', keepAll)
  const v6 = await listenAside('::1', keepAll).catch((error: unknown) => {
    if (isAbsent(error)) return undefined
    v4.close()
    throw error
  })
  return {
    v4: portOf(v4),
    v6: v6 && portOf(v6),
    kept: (address, port) => arrivals.wait(`${address} ${port}`),
    close: () => {
      v4.close()
      v6?.close()
    },
  }
}

/**
 * The byte is never read at the other end. If a process ends (even by SIGKILL) with unread data, the kernel sends a reset and leaves no TIME_WAIT
 * (RFC 2525, 2.17), so the port is free for everybody at once.
 */
function keep(socket: Socket, arrivals: Arrivals): void {
  socket.on('error', () => undefined)
  socket.unref().resume().write('.')
  arrivals.arrive(`${socket.remoteAddress} ${socket.remotePort}`)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
