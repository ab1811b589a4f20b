import { isLocalhost } from '../address/loopback'

/**
 * The name under which a port is locked: an abstract Unix socket on Linux (unix(7)), a named pipe on Windows. Both
 * vanish with their holder, are visible to every user, and are in nobody's way; the abstract one belongs to the network
 * namespace, exactly as ports do. 127.0.0.1 and ::1 are leased together and share one name.
 */
export function lockName(host: string, port: number): string {
  const name = `portside-lease-${isLocalhost(host) ? 'localhost' : host}-${port}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`
}
