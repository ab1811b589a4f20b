import { invalidArgument } from '@portside/errors'
import { createServer, type Server } from 'node:net'
import { errorCode } from '../system/error-code'
import { findPortOwner } from '../owner/find-port-owner'
import { portInUseError } from '../owner/port-in-use-error'

/** The address of a listener: a lease, or a record with the same fields. */
export interface ListenerAddress {
  readonly port: number
  readonly host: string
}

const backlog = 511

/**
 * Listens on a leased port, calls `start` with the descriptor of the listening socket, and closes this process's copy when `start` returns. All of it
 * happens in one turn of the event loop: this process never accepts a connection, and early connections wait for the child. When the child dies, the
 * last copy is closed and they fail at once.
 *
 * @param start spawns the child, synchronously, with the descriptor among its `stdio`
 * @returns what `start` returned.
 * @throws PortsideError `E_PORT_IN_USE` when somebody listens there already.
 * @throws TypeError on Windows, whose sockets have no descriptors.
 * @example
 * ```ts
 * const child = await handOver(lease, (fd) => spawn('node', ['server.js'], { stdio: ['ignore', 'pipe', 'pipe', fd] }))
 * ```
 */
export async function handOver<Started>(
  { port, host }: ListenerAddress,
  start: (descriptor: number) => Started,
): Promise<Started> {
  try {
    return await listenAndStart({ port, host }, start)
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    throw portInUseError({ port, host, owner: await findPortOwner(port, { host }) })
  }
}

function listenAndStart<Started>(address: ListenerAddress, start: (fd: number) => Started): Promise<Started> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ ...address, backlog, exclusive: true }, () => {
      try {
        resolve(start(descriptorOf(server)))
      } catch (error) {
        reject(error)
      } finally {
        server.close()
      }
    })
  })
}

/** Node has no public way to read the descriptor of a server; `_handle.fd` is what its own child_process reads. */
function descriptorOf(server: Server): number {
  const { _handle: handle } = server as unknown as { _handle?: { fd?: number } }
  if (handle?.fd === undefined || handle.fd < 0) {
    throw invalidArgument('port', 'handed over on a system whose sockets have descriptors', process.platform)
  }
  return handle.fd
}
