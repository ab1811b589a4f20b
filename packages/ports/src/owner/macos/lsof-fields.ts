import { isIP, isIPv4, isIPv6 } from 'node:net'

/** A TCP socket of a process, as `lsof -F pRcuLftPnT` prints it. */
export interface LsofSocket {
  readonly pid: number
  readonly ppid?: number
  /** The program's name, cut short by lsof. */
  readonly command?: string
  readonly uid?: number
  readonly user?: string
  readonly localAddress: string
  readonly localPort: number
  /** The other end, as `address:port`; absent for a listener. */
  readonly remote?: string
  /** `LISTEN`, `ESTABLISHED`, …; absent where lsof does not know it. */
  readonly state?: string
}

type Fields = Readonly<Record<string, string>>

/**
 * Parses the TCP sockets in the field output of lsof(8): one field a line, its letter first; `p` starts a process, `f` one of its files. Files that
 * are not TCP sockets or have malformed fields are ignored.
 */
export function parseLsofFields(text: string): LsofSocket[] {
  const sockets: LsofSocket[] = []
  let process: Fields = {}
  let file: Fields = {}
  const endFile = (): void => {
    const socket = socketOf(process, file)
    if (socket !== undefined) sockets.push(socket)
    file = {}
  }
  for (const line of text.split(/\r?\n/)) {
    const [letter, value] = fieldOf(line)
    if (letter === 'p' || letter === 'f') endFile()
    if (letter === 'p') process = {}
    if ('pRcuL'.includes(letter)) process = { ...process, [letter]: value }
    else file = { ...file, [letter]: value }
  }
  endFile()
  return sockets
}

/** `TST=LISTEN` is the field `TST`; the others are named by one letter. */
function fieldOf(line: string): [string, string] {
  const tcp = /^(T[A-Z]{2})=(.*)$/.exec(line)
  if (tcp !== null) return [tcp[1] ?? '', tcp[2] ?? '']
  return [line.slice(0, 1) || ' ', line.slice(1)]
}

function socketOf(process: Fields, file: Fields): LsofSocket | undefined {
  const { p: pid = '', R: ppid = '', c: command, u: uid = '', L: user } = process
  const { t: type = '', P: protocol, n: name = '', TST: state } = file
  if (!isNumber(pid) || protocol !== 'TCP' || !/^IPv[46]$/.test(type) || !isWord(state)) return undefined
  const [local = '', remote, ...more] = name.split('->')
  const end = endpointOf(local, type)
  if (end === undefined || more.length > 0 || (remote !== undefined && endpointOf(remote, type) === undefined)) {
    return undefined
  }
  return {
    pid: Number(pid),
    ...(isNumber(ppid) ? { ppid: Number(ppid) } : {}),
    ...(command ? { command } : {}),
    ...(isNumber(uid) ? { uid: Number(uid) } : {}),
    ...(user ? { user } : {}),
    ...end,
    ...(remote === undefined ? {} : { remote }),
    ...(state === undefined ? {} : { state }),
  }
}

function endpointOf(text: string, type: string): Pick<LsofSocket, 'localAddress' | 'localPort'> | undefined {
  const match = /^(?:(\*)|([\d.]+)|\[([\da-fA-F:.]+)(?:%\w+)?\]):(\d{1,5})$/.exec(text)
  if (match === null) return undefined
  const [, star, v4, v6, port] = match
  const address = star === undefined ? (v4 ?? v6 ?? '') : wildcardOf(type)
  const isAddress = v6 === undefined ? isIPv4(address) || star !== undefined : isIPv6(address)
  const localPort = Number(port)
  if (!isAddress || isIP(address) === 0 || localPort < 1 || localPort > 65_535) return undefined
  return { localAddress: address, localPort }
}

function wildcardOf(type: string): string {
  return type === 'IPv6' ? '::' : '0.0.0.0'
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text)
}

function isWord(text: string | undefined): boolean {
  return text === undefined || /^[A-Z][A-Z\d_]*$/.test(text)
}
