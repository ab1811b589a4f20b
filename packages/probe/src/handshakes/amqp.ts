import type { Handshake, Verdict } from './handshake'

/**
 * AMQP 0-9-1: a broker answers the protocol header with `connection.start`.
 * @see https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf (2.2.4 and 4.2.2; class 10, method 10)
 */
export const amqp: Handshake = { hello: Buffer.from('AMQP\0\0\u0009\u0001', 'latin1'), judge }

/** Judges a frame of type 1 (method): channel and size, then class and method. A broker of another version sends its header. */
function judge(received: Buffer): Verdict {
  if (received[0] === 0x41) return received.length < 8 ? 'incomplete' : judgeHeader(received)
  if (received[0] !== 1) return 'foreign'
  if (received.length < 11) return 'incomplete'
  const isStart = received.readUInt16BE(7) === 10 && received.readUInt16BE(9) === 10
  return isStart ? 'ready' : 'foreign'
}

function judgeHeader(received: Buffer): Verdict {
  if (received.toString('latin1', 0, 4) !== 'AMQP') return 'foreign'
  return { wrong: `speaks AMQP ${received.subarray(5, 8).join('-')}, not 0-9-1` }
}
