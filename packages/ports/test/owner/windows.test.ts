import { expect, test } from 'vitest'
import { parseCimProcess, parseTasklist } from '../../src/owner/windows/windows-processes'
import { parseExcludedPortRanges } from '../../src/owner/windows/excluded-port-ranges'
import { parseDynamicPortRange, parsePortPair } from '../../src/numbers/port-range'
import { parsePsLine } from '../../src/owner/macos/find-lsof-owner'
import { parseWindowsNetstat } from '../../src/owner/windows/windows-netstat'

/** `netstat -ano` in several languages: headings and states differ, the columns do not. */
const netstat: readonly (readonly [string, string, string, string])[] = [
  [
    'English',
    'Active Connections',
    '  Proto  Local Address          Foreign Address        State           PID',
    'LISTENING',
  ],
  [
    'German',
    'Aktive Verbindungen',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    'ABHÖREN',
  ],
  ['French', 'Connexions actives', '  Proto  Adresse locale         Adresse distante       État', 'LISTENING'],
  [
    'Spanish',
    'Conexiones activas',
    '  Proto  Dirección local        Dirección remota       Estado          PID',
    'LISTENING',
  ],
  [
    'Polish',
    'Aktywne połączenia',
    '  Protokół  Adres lokalny       Obcy adres             Stan            PID',
    'NASŁUCHIWANIE',
  ],
  [
    'Japanese',
    'アクティブな接続',
    '  プロトコル  ローカル アドレス      外部アドレス           状態            PID',
    'LISTENING',
  ],
  ['Chinese', '活动连接', '  协议  本地地址          外部地址        状态           PID', 'LISTENING'],
  [
    'Russian',
    'Активные подключения',
    '  Имя    Локальный адрес        Внешний адрес          Состояние       PID',
    'LISTENING',
  ],
  ['a language of two words', 'X', 'Y', 'IN ATTESA'],
]

test.each(netstat)('netstat of Windows is read in %s', (_, title, heading, listening) => {
  const text = [
    '',
    title,
    '',
    heading,
    `  TCP    0.0.0.0:135            0.0.0.0:0              ${listening}       1288`,
    `  TCP    [::1]:3000             [::]:0                 ${listening}       15128`,
    '  TCP    127.0.0.1:49670        127.0.0.1:3000         ESTABLISHED     15128',
    '  TCP    127.0.0.1:49671        127.0.0.1:3000         TIME_WAIT       0',
    '  TCP    [fe80::1%5]:139        [::]:0                 LISTENING       4',
    '  UDP    0.0.0.0:5353           *:*                                    2316',
    '',
  ].join('\r\n')
  expect(parseWindowsNetstat(text)).toEqual([
    { localAddress: '0.0.0.0', localPort: 135, remoteAddress: '0.0.0.0', remotePort: 0, pid: 1288, isListening: true },
    { localAddress: '::1', localPort: 3000, remoteAddress: '::', remotePort: 0, pid: 15_128, isListening: true },
    {
      localAddress: '127.0.0.1',
      localPort: 49_670,
      remoteAddress: '127.0.0.1',
      remotePort: 3000,
      pid: 15_128,
      isListening: false,
    },
    {
      localAddress: '127.0.0.1',
      localPort: 49_671,
      remoteAddress: '127.0.0.1',
      remotePort: 3000,
      pid: 0,
      isListening: false,
    },
    { localAddress: 'fe80::1', localPort: 139, remoteAddress: '::', remotePort: 0, pid: 4, isListening: true },
  ])
})

test('tasklist is read, whatever the language of its numbers, and its messages are left out', () => {
  const text = [
    '"node.exe","4242","Console","1","45,120 K"',
    '"Adobe, Inc.exe","77","Services","0","1.234 K"',
    '"python.exe","78","Console","1","12 345 Ko"',
    'INFO: No tasks are running which match the specified criteria.',
    'INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.',
  ].join('\r\n')
  expect(parseTasklist(text)).toEqual([
    { image: 'node.exe', pid: 4242 },
    { image: 'Adobe, Inc.exe', pid: 77 },
    { image: 'python.exe', pid: 78 },
  ])
})

test('Get-CimInstance is read, also when the command line is hidden', () => {
  const json =
    '{"ProcessId":4242,"ParentProcessId":1,"Name":"node.exe","CommandLine":"node  \\"C:\\\\my app\\\\server.js\\"","Created":"2026-11-23T05:00:00.1234567Z"}'
  expect(parseCimProcess(json)).toEqual({
    pid: 4242,
    ppid: 1,
    name: 'node.exe',
    commandLine: 'node  "C:\\my app\\server.js"',
    startedAt: new Date('2026-11-23T05:00:00.123Z'),
  })
  const hidden = '\uFEFF{"ProcessId":4,"ParentProcessId":0,"Name":"System","CommandLine":null,"Created":null}'
  expect(parseCimProcess(hidden)).toEqual({ pid: 4, ppid: 0, name: 'System' })
  expect(parseCimProcess('')).toBeUndefined()
  expect(parseCimProcess('[]')).toBeUndefined()
})

test.each([
  ['English', 'Protocol tcp Port Exclusion Ranges', 'Start Port    End Port', '* - Administered port exclusions.'],
  ['German', 'Protokoll tcp Portausschlussbereiche', 'Startport     Endport', '* - Verwaltete Portausschlüsse.'],
  ['Chinese', '协议 tcp 端口排除范围', '开始端口      结束端口', '* - 管理的端口排除。'],
])('the reserved ranges of netsh are read in %s', (_, title, heading, note) => {
  const rows = ['      5357        5357', '     49671       49770', '     50000       50059     *']
  const text = ['', title, '', heading, '----------    --------', ...rows, '', note, ''].join('\r\n')
  expect(parseExcludedPortRanges(text)).toEqual([
    { from: 5357, to: 5357, isAdministered: false },
    { from: 49_671, to: 49_770, isAdministered: false },
    { from: 50_000, to: 50_059, isAdministered: true },
  ])
})

test.each([
  ['English', 'Protocol tcp Dynamic Port Range', 'Start Port      : 49152', 'Number of Ports : 16384'],
  ['German', 'Dynamischer Portbereich für Protokoll tcp', 'Startport     : 49152', 'Anzahl von Ports : 16384'],
  ['Chinese', '协议 tcp 动态端口范围', '启动端口        : 49152', '端口数          : 16384'],
])('the dynamic ports of netsh are read in %s', (_, title, start, count) => {
  const text = ['', title, '---------------------------------', start, count, ''].join('\r\n')
  expect(parseDynamicPortRange(text)).toEqual({ from: 49_152, to: 65_535 })
})

test('the range of sysctl is read, and nothing that is none', () => {
  expect(parsePortPair('49152\n65535\n')).toEqual({ from: 49_152, to: 65_535 })
  expect(parsePortPair('32768\t60999\n')).toEqual({ from: 32_768, to: 60_999 })
  expect([parsePortPair('60999 32768'), parsePortPair('0 9'), parsePortPair('a b')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a line of ps is read', () => {
  expect(parsePsLine('  812 Mon Nov  3 05:49:19 2026     /usr/bin/node server.js --port 3000\n')).toEqual({
    ppid: 812,
    startedAt: new Date(2026, 10, 3, 5, 49, 19),
    commandLine: '/usr/bin/node server.js --port 3000',
  })
  expect(parsePsLine('PPID STARTED COMMAND')).toBeUndefined()
})
