import { addressText } from '@portside/internal'
import { byNearness } from '../../address/nearness'
import { isInRange } from '../../numbers/port-range'
import { cimProcessScript, parseCimProcess, parseTasklist } from './windows-processes'
import { parseExcludedPortRanges } from './excluded-port-ranges'
import { parseWindowsNetstat } from './windows-netstat'
import type { PortOwner } from '../port-owner'
import { runTool } from '../../system/run-tool'

/**
 * Finds the owner of `port` by netstat, Get-CimInstance or tasklist, and netsh, for Windows. It is untested on Windows itself; the parsers are tested
 * with the output of those tools.
 */
export async function findWindowsOwner(port: number, host?: string): Promise<PortOwner | undefined> {
  const sockets = parseWindowsNetstat(await runTool('netstat', ['-ano']))
  const ofPort = sockets.filter((socket) => socket.localPort === port)
  const onPort = byNearness(ofPort, host)
  const socket = onPort.find((other) => other.isListening) ?? onPort.find((other) => other.pid !== 0) ?? onPort[0]
  if (socket === undefined) return findReservation(port)
  const same = onPort.filter((other) => other.pid === socket.pid && other.isListening === socket.isListening)
  const addresses = [...new Set(same.map((other) => other.localAddress))]
  const remote = addressText(socket.remoteAddress, socket.remotePort)
  if (socket.pid === 0) return { state: 'time-wait', addresses, remote }
  const process = await describeProcess(socket.pid)
  if (!socket.isListening) return { state: 'client', addresses, remote, ...process }
  const own = sockets.filter((other) => other.isListening && other.pid === socket.pid)
  const ports = [...new Set(own.map((other) => other.localPort))].sort((a, b) => a - b)
  return { state: 'listen', addresses, ports, ...process }
}

/** Hyper-V, WSL and Docker reserve ranges in which bind fails with EACCES although no process listens. */
async function findReservation(port: number): Promise<PortOwner | undefined> {
  const args = ['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp']
  const ranges = parseExcludedPortRanges(await runTool('netsh', args))
  const range = ranges.find((reserved) => isInRange(port, reserved))
  if (range === undefined) return undefined
  const who = range.isAdministered ? 'an administrator' : 'Windows (Hyper-V, WSL or Docker)'
  const hint = `The range ${range.from}–${range.to} is reserved by ${who}: \`netsh ${args.join(' ')}\` shows all of them.`
  return { state: 'reserved', addresses: ['0.0.0.0'], hint }
}

async function describeProcess(pid: number): Promise<Partial<PortOwner>> {
  const process = parseCimProcess(await powershell(cimProcessScript(pid)))
  if (process === undefined) return describeByTasklist(pid)
  const { ppid, name, commandLine, startedAt } = process
  const parent = ppid === undefined ? undefined : parseCimProcess(await powershell(cimProcessScript(ppid)))
  const command = commandLine ?? name
  const parentCommand = parent?.commandLine ?? parent?.name
  return {
    pid,
    ...(ppid === undefined ? {} : { ppid }),
    ...(parentCommand === undefined ? {} : { parentCommand: [parentCommand] }),
    ...(command === undefined ? {} : { command: [command] }),
    ...(startedAt === undefined ? {} : { startedAt }),
  }
}

/** If PowerShell is forbidden, tasklist still shows the program's name. */
async function describeByTasklist(pid: number): Promise<Partial<PortOwner>> {
  const entries = parseTasklist(await runTool('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']))
  const image = entries.find((entry) => entry.pid === pid)?.image
  return { pid, ...(image === undefined ? {} : { command: [image] }) }
}

function powershell(script: string): Promise<string> {
  return runTool('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script])
}
