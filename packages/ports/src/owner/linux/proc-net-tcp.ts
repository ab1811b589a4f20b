import { endianness } from 'node:os'

/** A TCP socket of this network namespace. */
export interface TcpSocket {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  readonly state: TcpState
  /** The number of unread bytes; of a listening socket, the connections that are not accepted yet. */
  readonly waiting: number
  /** The user who made the socket; 0 for TIME_WAIT. */
  readonly uid: number
  /** The inode in the links of `/proc/<pid>/fd`; 0 for a socket that no process has any more. */
  readonly inode: number
}

/** The states of `include/net/tcp_states.h`, in the order of their numbers. */
const states = [
  'established',
  'syn-sent',
  'syn-received',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'close',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'syn-received',
] as const

export type TcpState = (typeof states)[number]

const row =
  /^ *\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) (0[1-9A-C]) [\dA-F]{8}:([\dA-F]{8}) [\dA-F]{2}:[\dA-F]{8} [\dA-F]{8} +(\d{1,10}) +\d+ (\d{1,10}) [-\da-f ]+$/

/** Parses every row of `/proc/net/tcp` or `/proc/net/tcp6` (proc(5)); ignores other lines. */
export function parseProcNetTcp(text: string): TcpSocket[] {
  return text.split('\n').flatMap((line) => parseProcNetTcpRow(line) ?? [])
}

/** Parses one row of `/proc/net/tcp` or `/proc/net/tcp6`; `undefined` for any other line. */
export function parseProcNetTcpRow(line: string): TcpSocket | undefined {
  const match = row.exec(line)
  if (match === null) return undefined
  const [, local = '', localPort = '', remote = '', remotePort = '', state = '', waiting = '', uid, inode] = match
  if (local.length !== remote.length) return undefined
  return {
    localAddress: addressOf(local),
    localPort: Number.parseInt(localPort, 16),
    remoteAddress: addressOf(remote),
    remotePort: Number.parseInt(remotePort, 16),
    state: states[Number.parseInt(state, 16) - 1] ?? 'close',
    waiting: Number.parseInt(waiting, 16),
    uid: Number(uid),
    inode: Number(inode),
  }
}

function addressOf(hex: string): string {
  const bytes = bytesOf(hex)
  if (bytes.length === 4) return bytes.join('.')
  const isMapped = bytes.subarray(0, 12).toString('hex') === '00000000000000000000ffff'
  return isMapped ? bytes.subarray(12).join('.') : shortIPv6(bytes)
}

/** The kernel prints an address as 32-bit numbers of the machine, whose bytes are in network order. */
function bytesOf(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex')
  return endianness() === 'LE' ? bytes.swap32() : bytes
}

/** Writes an address in the text form of RFC 5952: no leading zeros, and the longest run of zeros left out. */
function shortIPv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  const zeros = groups.join(':').match(/\b0(?::0)+\b/g) ?? []
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), '')
  const all = groups.join(':')
  if (longest === '') return all
  const at = all.indexOf(longest)
  const before = all.slice(0, at).replace(/:$/, '')
  return `${before}::${all.slice(at + longest.length).replace(/^:/, '')}`
}
