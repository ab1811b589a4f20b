import { invalidArgument } from '@portside/errors'
import { parseLsofFields } from '../parse/lsof-fields'
import { parseWindowsNetstat } from '../parse/windows-netstat'
import { runTool } from '../run-tool'
import { findLinuxPorts } from './linux/find-linux-ports'

/**
 * The TCP ports that a process listens on, in order; none for a process that is hidden from this user or not there.
 *
 * @throws TypeError when `pid` is no process id.
 */
export async function findProcessPorts(pid: number): Promise<number[]> {
  if (!Number.isInteger(pid) || pid < 1) throw invalidArgument('pid', 'a process id', pid)
  const ports = process.platform === 'linux' ? findLinuxPorts(pid) : await askTools(pid)
  return [...new Set(ports)].sort((a, b) => a - b)
}

/** Windows: netstat; macOS: lsof (untested there). */
async function askTools(pid: number): Promise<number[]> {
  if (process.platform === 'win32') {
    const sockets = parseWindowsNetstat(await runTool('netstat', ['-ano']))
    return sockets.filter((socket) => socket.isListening && socket.pid === pid).map((socket) => socket.localPort)
  }
  const args = ['-nPw', '-iTCP', '-sTCP:LISTEN', '-a', '-p', String(pid), '-F', 'pRcuLftPnT']
  return parseLsofFields(await runTool('lsof', args)).map((socket) => socket.localPort)
}
