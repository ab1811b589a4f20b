import { isIPv4, isIPv6 } from 'node:net'

/** A TCP socket as `netstat -ano` of Windows lists it. */
export interface NetstatSocket {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  /** 0 for a connection in TIME_WAIT, which belongs to no process. */
  readonly pid: number
  readonly isListening: boolean
}

/** Protocol, two ends, the state in the language of the system (perhaps of several words), and the process id. */
const row = /^ *TCP +(\S+):(\d{1,5}) +(\S+):(\d{1,5}) +(?:[^\d\s]\S*(?: \S+)* +)?(\d{1,10}) *$/

/**
 * Parses the TCP sockets in the output of `netstat -ano`. Headings and states are in the system's language, so only the word `TCP` is used: a
 * listener has the port 0 at its other end. Other lines are ignored.
 */
export function parseWindowsNetstat(text: string): NetstatSocket[] {
  return text.split(/\r?\n/).flatMap((line) => parseRow(line) ?? [])
}

function parseRow(line: string): NetstatSocket | undefined {
  const match = row.exec(line)
  if (match === null) return undefined
  const [, local = '', localText, remote = '', remoteText, pid] = match
  const localAddress = addressOf(local)
  const remoteAddress = addressOf(remote)
  const localPort = Number(localText)
  const remotePort = Number(remoteText)
  if (localAddress === undefined || remoteAddress === undefined) return undefined
  if (localPort < 1 || localPort > 65_535 || remotePort > 65_535) return undefined
  return { localAddress, localPort, remoteAddress, remotePort, pid: Number(pid), isListening: remotePort === 0 }
}

function addressOf(text: string): string | undefined {
  if (isIPv4(text)) return text
  const inner = /^\[([\da-fA-F:.]+)(?:%\d+)?\]$/.exec(text)?.[1]
  return inner !== undefined && isIPv6(inner) ? inner.toLowerCase() : undefined
}
