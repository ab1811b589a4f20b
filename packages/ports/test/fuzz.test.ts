import { isIP } from 'node:net'
import { expect, test } from 'vitest'
import { findContainer } from '../src/owner/linux/describe-process'
import { findPortConflict } from '../src/owner/find-port-conflict'
import { parseLeaseNote } from '../src/lock/lease-note'
import { parseCimProcess, parseTasklist } from '../src/owner/windows/windows-processes'
import { parseExcludedPortRanges } from '../src/owner/windows/excluded-port-ranges'
import { parseLsofFields } from '../src/owner/macos/lsof-fields'
import { parseDynamicPortRange } from '../src/numbers/port-range'
import { parseProcNetTcp } from '../src/owner/linux/proc-net-tcp'
import { parseProcStat } from '../src/owner/linux/proc-stat'
import { parsePsLine } from '../src/owner/macos/find-lsof-owner'
import { parseWindowsNetstat } from '../src/owner/windows/windows-netstat'

/** Each parser with what it reads, and whether a result is one that its grammar allows. */
const cases: readonly (readonly [string, string, (text: string) => boolean])[] = [
  [
    '/proc/net/tcp',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 00000000481b6ad6 100 0 0 10 0',
    (text) =>
      parseProcNetTcp(text).every(
        (socket) =>
          isIP(socket.localAddress) > 0 && isPort(socket.localPort) && isPort(socket.remotePort) && socket.inode >= 0,
      ),
  ],
  [
    'lsof',
    'p20452\nR20450\ncnode\nu0\nLroot\nf19\ntIPv6\nPTCP\nn[::1]:45991->[::1]:33072\nTST=ESTABLISHED\nTQR=0',
    (text) =>
      parseLsofFields(text).every(
        (socket) => socket.pid >= 0 && isIP(socket.localAddress) > 0 && isPort(socket.localPort),
      ),
  ],
  [
    'netstat',
    '  TCP    [::1]:3000             [::]:0                 ABHÖREN         15128',
    (text) =>
      parseWindowsNetstat(text).every(
        (socket) =>
          isIP(socket.localAddress) > 0 &&
          isIP(socket.remoteAddress) > 0 &&
          isPort(socket.localPort) &&
          socket.pid >= 0,
      ),
  ],
  [
    'tasklist',
    '"node.exe","4242","Console","1","45,120 K"',
    (text) => parseTasklist(text).every(({ pid, image }) => pid >= 0 && image !== ''),
  ],
  [
    'Get-CimInstance',
    '{"ProcessId":4242,"ParentProcessId":1,"Name":"node.exe","CommandLine":"node","Created":"2026-11-23T05:00:00Z"}',
    (text) => (parseCimProcess(text)?.pid ?? 0) >= 0,
  ],
  [
    'netsh',
    '     49671       49770     *',
    (text) => parseExcludedPortRanges(text).every(({ from, to }) => isPort(from) && isPort(to) && from <= to),
  ],
  ['netsh dynamicport', 'Start : 49152\r\nCount : 16384', (text) => isPort(parseDynamicPortRange(text)?.to ?? 0)],
  [
    '/proc/pid/stat',
    '42 (a b) c) S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987 1 1',
    (text) => (parseProcStat(text)?.pid ?? 0) >= 0,
  ],
  ['ps', '  812 Mon Nov  3 05:49:19 2026     /usr/bin/node', (text) => (parsePsLine(text)?.ppid ?? 0) >= 0],
  ['a lease note', '{"pid":7,"service":"api","run":"r1"}', (text) => (parseLeaseNote(text)?.pid ?? 1) > 0],
  ['a cgroup', `0::/system.slice/docker-${'ab12'.repeat(16)}.scope`, (text) => (findContainer(text) ?? 'x').length > 0],
  [
    'output',
    'Error: listen EADDRINUSE: address already in use :::3000',
    (text) => isPort(findPortConflict(text)?.port ?? 0),
  ],
]

const inputsEach = Math.ceil(100_000 / cases.length)
const alphabet = ' \t\n\r:[].,"{}()-*%0123456789abcdefABCDEFTxyzÖ\u0000é接'

test.each(cases)('%s: mutated input never throws, and gives only what the grammar allows', (_, sample, isAllowed) => {
  const random = randomFrom(sample.length)
  expect(isAllowed(sample)).toBe(true)
  for (let count = 0; count < inputsEach; count += 1) {
    const text = mutate(sample, random)
    if (!isAllowed(text)) throw new Error(`Not allowed for ${JSON.stringify(text)}`)
  }
})

test.each(cases.slice(0, 4))(
  '%s: a line in which a needed character was replaced by another kind gives nothing',
  (name, sample) => {
    const broken = { '/proc/net/tcp': /1F90/, lsof: /45991/, netstat: /3000/, tasklist: /4242/ }[name] ?? /^/
    const text = sample.replace(broken, 'x')
    const found = [parseProcNetTcp(text), parseLsofFields(text), parseWindowsNetstat(text), parseTasklist(text)].flat()
    expect(found).toEqual([])
  },
)

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535
}

function mutate(sample: string, random: (below: number) => number): string {
  let text = sample
  for (let step = random(4); step >= 0; step -= 1) {
    const at = random(text.length + 1)
    const to = Math.min(text.length, at + random(6))
    const insert = alphabet.charAt(random(alphabet.length))
    text = [
      text.slice(0, at) + insert + text.slice(at),
      text.slice(0, at) + insert + text.slice(at + 1),
      text.slice(0, at) + text.slice(to),
      text.slice(0, to) + text.slice(at, to) + text.slice(to),
      `${text}\n${text.slice(at)}`,
    ][random(5)] as string
  }
  return text
}

/** A generator that gives the same numbers in every run, so that a failure can be repeated (xorshift32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.abs(state) % below
  }
}
