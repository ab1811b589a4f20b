import { invalidArgument } from '@portside/errors'
import { parseLsofFields } from './macos/lsof-fields'
import { parseWindowsNetstat } from './windows/windows-netstat'
import { runTool } from '../system/run-tool'
import { findLinuxListeners } from './linux/listeners'
import type { ProcessListener } from './port-owner'

/** Finds the TCP sockets on which processes listen; none for a process that is gone or hidden from this user. */
export async function findProcessListeners(pids: readonly number[]): Promise<ProcessListener[]> {
  if (pids.length === 0) return []
  if (process.platform === 'linux') return findLinuxListeners(pids)
  const sockets = process.platform === 'win32' ? await askNetstat() : await askLsof(pids)
  return sockets
    .filter(({ pid }) => pids.includes(pid))
    .map(({ pid, localAddress, localPort }) => ({ pid, address: localAddress, port: localPort, isElsewhere: false }))
}

interface ListeningSocket {
  readonly pid: number
  readonly localAddress: string
  readonly localPort: number
}

async function askNetstat(): Promise<ListeningSocket[]> {
  return parseWindowsNetstat(await runTool('netstat', ['-ano'])).filter(({ isListening }) => isListening)
}

/** macOS (untested there). */
async function askLsof(pids: readonly number[]): Promise<ListeningSocket[]> {
  const args = ['-nPw', '-iTCP', '-sTCP:LISTEN', '-a', '-p', pids.join(','), '-F', 'pRcuLftPnT']
  return parseLsofFields(await runTool('lsof', args))
}

/**
 * Finds the TCP ports that a process listens on, in order; none for a process that is gone or hidden from this user.
 *
 * @throws TypeError when `pid` is no process id.
 */
export async function findProcessPorts(pid: number): Promise<number[]> {
  if (!Number.isInteger(pid) || pid < 1) throw invalidArgument('pid', 'a process id', pid)
  const listeners = await findProcessListeners([pid])
  return [...new Set(listeners.map(({ port }) => port))].sort((a, b) => a - b)
}
