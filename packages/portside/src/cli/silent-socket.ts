import { createConnection } from 'node:net'
import { resolve } from 'node:path'
import { toProbe, type Probe } from '@portside/probe'

/** A probe that is ready when nobody takes connections at this Unix socket (or named pipe). */
export function silentSocket(path: string): Probe {
  const isSilent = ({ cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal }): Promise<boolean> =>
    new Promise((settle) => {
      const socket = createConnection({ path: path.startsWith('\\\\') ? path : resolve(cwd, path), signal })
      socket.once('connect', () => {
        socket.destroy()
        settle(false)
      })
      socket.once('error', () => settle(true))
    })
  return { ...toProbe(isSilent), description: `${path} takes connections` }
}
