import { byNearness } from '../../address/nearness'
import { parseLsofFields, type LsofSocket } from './lsof-fields'
import type { PortOwner } from '../port-owner'
import { runTool } from '../../system/run-tool'

/**
 * Finds the owner of `port` by lsof(8) and ps(1), for macOS. It is untested on macOS itself: it is written for the documented output of lsof and ps,
 * and tested with Linux's lsof. TIME_WAIT belongs to no process, so lsof shows none.
 */
export async function findLsofOwner(port: number, host?: string): Promise<PortOwner | undefined> {
  const sockets = parseLsofFields(await lsof(`-iTCP:${port}`))
  const ofPort = sockets.filter((socket) => socket.localPort === port)
  const onPort = byNearness(ofPort, host)
  const listener = onPort.find((socket) => socket.state === 'LISTEN')
  const socket = listener ?? onPort[0]
  if (socket === undefined) return undefined
  const same = onPort.filter((other) => other.pid === socket.pid && other.state === socket.state)
  return {
    state: listener === undefined ? 'client' : 'listen',
    addresses: [...new Set(same.map((other) => other.localAddress))],
    ...(listener === undefined && socket.remote !== undefined ? { remote: socket.remote } : {}),
    ...(await describeProcess(socket)),
  }
}

async function describeProcess({ pid, ppid, command, uid, user }: LsofSocket): Promise<Partial<PortOwner>> {
  const [process, parent, folder, listening] = await Promise.all([
    ps(pid),
    ppid === undefined ? undefined : ps(ppid),
    runTool('lsof', ['-nPw', '-a', '-p', String(pid), '-d', 'cwd', '-F', 'n']),
    lsof('-iTCP', '-sTCP:LISTEN', '-a', '-p', String(pid)),
  ])
  const cwd = /^n(\/.*)$/m.exec(folder)?.[1]
  const ports = new Set(parseLsofFields(listening).map((socket) => socket.localPort))
  const name = process?.commandLine ?? command
  return {
    pid,
    ...(ppid === undefined ? {} : { ppid }),
    ...(parent === undefined ? {} : { parentCommand: parent.commandLine.split(' ') }),
    ...(name === undefined ? {} : { command: name.split(' ') }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(user === undefined ? {} : { user }),
    ...(process === undefined ? {} : { startedAt: process.startedAt }),
    ports: [...ports].sort((a, b) => a - b),
  }
}

function lsof(...selection: string[]): Promise<string> {
  return runTool('lsof', ['-nPw', ...selection, '-F', 'pRcuLftPnT'])
}

async function ps(pid: number): Promise<ReturnType<typeof parsePsLine>> {
  return parsePsLine(await runTool('ps', ['-o', 'ppid=,lstart=,command=', '-p', String(pid)]))
}

/** A process as `ps -o ppid=,lstart=,command=` prints it in the C locale (ps(1) of macOS and procps). */
export interface PsLine {
  readonly ppid: number
  readonly startedAt: Date
  /** The command line; it does not show where one argument ends and the next starts. */
  readonly commandLine: string
}

const line = /^ *(\d{1,10}) +[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}) +(\S.*)$/

/** Parses one line of `ps -o ppid=,lstart=,command=`; `undefined` for anything else. */
export function parsePsLine(text: string): PsLine | undefined {
  const match = line.exec(text.trimEnd())
  if (match === null) return undefined
  const [, ppid, month, day, time, year, commandLine = ''] = match
  const startedAt = new Date(`${month} ${day}, ${year} ${time}`)
  return Number.isNaN(startedAt.getTime()) ? undefined : { ppid: Number(ppid), startedAt, commandLine }
}
