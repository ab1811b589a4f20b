import type { Probe } from '../probe'
import { handshakeProbe, notTheProtocol, type HandshakeOptions, type Verdict } from './handshake'

/**
 * Ready when an AMQP 0-9-1 broker (RabbitMQ) answers the protocol header with `connection.start`.
 * @throws TypeError when the port is none.
 * @see https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf (2.2.4 and 4.2.2; class 10, method 10)
 */
export function amqp(options: HandshakeOptions = {}): Probe {
  return handshakeProbe({ name: 'AMQP', hello: Buffer.from('AMQP\0\0\u0009\u0001', 'latin1'), judge }, options)
}

/** A frame of type 1 (method): channel and size, then class and method; a broker of another version sends its header. */
function judge(received: Buffer): Verdict {
  if (received[0] === 0x41) return received.length < 8 ? 'incomplete' : judgeHeader(received)
  if (received[0] !== 1) return notTheProtocol('AMQP', received)
  if (received.length < 11) return 'incomplete'
  const isStart = received.readUInt16BE(7) === 10 && received.readUInt16BE(9) === 10
  return isStart ? 'ready' : notTheProtocol('AMQP', received)
}

function judgeHeader(received: Buffer): Verdict {
  if (received.toString('latin1', 0, 4) !== 'AMQP') return notTheProtocol('AMQP', received)
  return { wrong: `speaks AMQP ${received.subarray(5, 8).join('-')}, not 0-9-1` }
}
