import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { errorCode } from '../error-code'
import { isAvoidedPort } from '../numbers/avoided-ports'
import { ephemeralRange } from '../numbers/ephemeral-range'
import { randomPortOutside } from '../numbers/random-port-outside'
import { registry, type Anchors } from '../registry'
import { isAbsent } from './is-absent'

/** Opens the anchors, or uses those that are open; each call is to be answered by one {@link leaveAnchors}. */
export function enterAnchors(): Promise<Anchors> {
  const shared = registry()
  shared.anchors ??= { opening: openAnchors(), users: 0 }
  shared.anchors.users += 1
  return shared.anchors.opening
}

/** Closes the anchors when nobody uses them any more, so that a process without leases has no listener. */
export function leaveAnchors(): void {
  const shared = registry()
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

async function openAnchors(): Promise<Anchors> {
  const v4 = await openAnchor('127.0.0.1')
  const v6 = await openAnchor('::1').catch((error: unknown) => {
    if (isAbsent(error)) return undefined
    v4.close()
    throw error
  })
  const close = (): void => {
    v4.close()
    v6?.close()
  }
  return { v4: portOf(v4), v6: v6 && portOf(v6), close }
}

/** Listens outside the ephemeral range: a listener inside would take a number that others could be handed. */
async function openAnchor(host: string): Promise<Server> {
  const range = await ephemeralRange()
  for (let attempt = 0; attempt < 32; attempt += 1) {
    const port = randomPortOutside(range, isAvoidedPort) ?? 0
    try {
      return await listen(host, port)
    } catch (error) {
      if (!['EADDRINUSE', 'EACCES'].includes(errorCode(error))) throw error
    }
  }
  return listen(host, 0)
}

function listen(host: string, port: number): Promise<Server> {
  const server = createServer(keep)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096, exclusive: true }, () => resolve(server.unref()))
  })
}

/**
 * The byte is never read at the other end. Unread data makes the kernel answer the end of the holder, SIGKILL included,
 * with a reset instead of TIME_WAIT (RFC 2525, 2.17), so the port is free for everybody at once.
 */
function keep(socket: Socket): void {
  socket.on('error', () => undefined)
  socket.unref().resume().write('.')
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
