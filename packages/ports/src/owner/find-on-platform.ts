import { findLinuxOwner } from './linux/find-linux-owner'
import { findLsofOwner } from './macos/find-lsof-owner'
import type { PortOwner } from './port-owner'
import { findWindowsOwner } from './windows/find-windows-owner'

/** Finds the owner of `port` of `host` with the means of this system. */
export function findOnPlatform(port: number, host: string | undefined): Promise<PortOwner | undefined> {
  if (process.platform === 'linux') return findLinuxOwner(port, host)
  return process.platform === 'win32' ? findWindowsOwner(port, host) : findLsofOwner(port, host)
}
