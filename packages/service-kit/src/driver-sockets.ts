import { connect, type Socket } from 'node:net'

/** The connections of a database's driver. */
export interface DriverSockets {
  /** Opens a connection, for the option of a driver that takes such a function. */
  readonly open: () => Socket
  /** Lets the connections keep this process alive until a use of them has settled. */
  readonly whileUsed: <Result>(use: Promise<Result>) => Promise<Result>
}

/** Makes the connections of a driver to one server. They keep this process alive only while they are used. */
export function driverSockets({ host, port }: { readonly host: string; readonly port: number }): DriverSockets {
  const sockets = new Set<Socket>()
  let uses = 0
  const update = (socket: Socket): Socket => (uses > 0 ? socket.ref() : socket.unref())
  return { open, whileUsed }

  function open(): Socket {
    const socket = connect({ host, port, noDelay: true })
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return update(socket)
  }

  async function whileUsed<Result>(use: Promise<Result>): Promise<Result> {
    uses += 1
    for (const socket of sockets) update(socket)
    try {
      return await use
    } finally {
      uses -= 1
      for (const socket of sockets) update(socket)
    }
  }
}
