import { findLinuxOwner } from './linux/find-linux-owner'
import { findLsofOwner } from './macos/find-lsof-owner'
import type { PortOwner } from './port-owner'
import { findWindowsOwner } from './windows/find-windows-owner'

/** Who has `port` of `host`, by what this system tells. */
export function findOnPlatform(port: number, host: string | undefined): Promise<PortOwner | undefined> {
  if (process.platform === 'linux') return findLinuxOwner(port, host)
  return process.platform === 'win32' ? findWindowsOwner(port, host) : findLsofOwner(port, host)
}
