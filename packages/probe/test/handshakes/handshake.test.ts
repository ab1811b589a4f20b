import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { probe, type Probe } from '../../src/index'
import { freeAddress } from '../support/free-address'
import { listenTcp } from '../support/listen'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'

/** The first bytes of servers, as their protocols' documents show it; `\x` spells bytes. */
interface Exchange {
  readonly protocol: string
  readonly ready: Probe
  /** The bytes that the probe must have sent before the server answers. */
  readonly hello: string
  readonly answers: readonly string[]
  /** Right answers that mean "not yet", and what is said of them. */
  readonly refusals: readonly (readonly [answer: string, detail: string])[]
}

const exchanges: readonly Exchange[] = [
  {
    protocol: 'PostgreSQL',
    ready: probe.postgres({ user: 'u', database: 'd' }),
    hello: '\0\0\0\x35\0\x03\0\0user\0u\0database\0d\0application_name\0portside\0\0',
    answers: [
      'R\0\0\0\x0c\0\0\0\x05salt',
      'R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I',
      pgError('28P01', 'password authentication failed'),
    ],
    refusals: [
      [pgError('57P03', 'the database system is starting up'), 'the database system is starting up (57P03)'],
      ['R\0\0\0\x08\0\0\0\0' + pgError('3D000', 'database "d" does not exist'), 'database "d" does not exist (3D000)'],
    ],
  },
  {
    protocol: 'MySQL',
    ready: probe.mysql(),
    hello: '',
    answers: ['\x4a\0\0\0\x0a8.4.0\0'],
    refusals: [['\x17\0\0\0\xff\x10\x04Too many connections', 'Too many connections (error 1040)']],
  },
  {
    protocol: 'Redis',
    ready: probe.redis(),
    hello: 'PING\r\n',
    answers: ['+PONG\r\n', '-NOAUTH Authentication required.\r\n'],
    refusals: [['-LOADING Redis is loading the dataset\r\n', 'LOADING Redis is loading the dataset']],
  },
  {
    protocol: 'MongoDB',
    ready: probe.mongodb(),
    hello:
      '\x34\0\0\0\x01\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0',
    answers: [mongoReply(1)],
    refusals: [[mongoReply(0), 'MongoDB answered hello with an error']],
  },
  {
    protocol: 'AMQP',
    ready: probe.amqp(),
    hello: 'AMQP\0\0\x09\x01',
    answers: ['\x01\0\0\0\0\x01\xf4\0\x0a\0\x0a\0\x09'],
    refusals: [['AMQP\0\x01\0\0', 'speaks AMQP 1-0-0, not 0-9-1']],
  },
  {
    protocol: 'MQTT',
    ready: probe.mqtt(),
    hello: '\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0',
    answers: ['\x20\x02\0\0', '\x20\x02\0\x05'],
    refusals: [['\x20\x02\0\x03', 'the broker refused the connection (code 3)']],
  },
  { protocol: 'NATS', ready: probe.nats(), hello: '', answers: ['INFO {"server_id":"N"} \r\n'], refusals: [] },
]

describe.each(exchanges)('$protocol', ({ protocol, ready, hello, answers, refusals }) => {
  test('is ready with a right answer, in however many pieces it comes', async () => {
    for (const answer of answers) {
      const address = await freeAddress()
      const server = await listenTcp(address, (socket) => answerInPieces(socket, hello, answer))
      const wait = observe(ready, targetAt(address))
      await wait.ready
      expect(wait.attempts).toEqual([])
      await server.idle()
    }
  })

  test('is not ready while the server says so', async () => {
    for (const [refusal, detail] of refusals) {
      const address = await freeAddress()
      let answer = refusal
      await listenTcp(address, (socket) => answerInPieces(socket, hello, answer))
      const wait = observe(ready, targetAt(address))
      expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({ detail })
      answer = answers[0] ?? ''
      await wait.ready
    }
  })

  test('recognizes another protocol, silence and a closed connection', async () => {
    const [other, silent, closed] = [await freeAddress(), await freeAddress(), await freeAddress()]
    await listenTcp(other, (socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const server = await listenTcp(silent)
    await listenTcp(closed, (socket) => socket.resume().end())
    const waits = [other, silent, closed].map((address) => observe(ready, targetAt(address)))
    const outcomes = ['answered', 'silent', 'failed']
    const attempts = await Promise.all(
      waits.map((wait, index) => wait.tracked(({ outcome }) => outcome === outcomes[index])),
    )
    expect(attempts).toMatchObject([
      { outcome: 'answered', detail: `answers, but not as ${protocol} does: "HTTP/1.1 400 Bad Request\\r\\n\\r\\n"` },
      { outcome: 'silent', detail: 'connected, and nothing came for 500 ms' },
      { outcome: 'failed', detail: 'the connection was closed without a whole answer' },
    ])
    for (const wait of waits) wait.abort()
    await Promise.allSettled(waits.map((wait) => wait.ready))
    await server.idle()
  })
})

test('an answer that breaks off where the protocol has a number is of another protocol', async () => {
  for (const [ready, answer] of [
    [probe.postgres(), 'R\0\0\0\x04'],
    [probe.mysql(), '\0\0\0\0\xff'],
  ] as const) {
    const address = await freeAddress()
    await listenTcp(address, (socket) => socket.resume().write(Buffer.from(answer, 'latin1')))
    const wait = observe(ready, targetAt(address))
    expect((await wait.tracked(({ outcome }) => outcome === 'answered')).detail).toContain('answers, but not as')
    wait.abort()
  }
})

/** Answers once the whole hello is there, a byte at a time. */
function answerInPieces(socket: Socket, hello: string, answer: string): void {
  let received = ''
  const send = (): void => {
    if (received !== hello) return
    for (const byte of Buffer.from(answer, 'latin1')) socket.write(Buffer.of(byte))
  }
  socket.setNoDelay()
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
    send()
  })
  if (hello === '') send()
}

function pgError(code: string, message: string): string {
  const fields = `SFATAL\0C${code}\0M${message}\0\0`
  return `E\0\0\0${String.fromCharCode(4 + fields.length)}${fields}`
}

function mongoReply(ok: 0 | 1): string {
  const fields = `\x01ok\0\0\0\0\0\0\0${ok === 1 ? '\xf0\x3f' : '\0\0'}\0`
  const document = `${String.fromCharCode(4 + fields.length)}\0\0\0${fields}`
  return `${String.fromCharCode(21 + document.length)}\0\0\0\x02\0\0\0\x01\0\0\0\xdd\x07\0\0\0\0\0\0\0${document}`
}
