/** The possible states of a service's health (`HealthCheckResponse.ServingStatus`), by their numbers. */
const servingStatuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const

/** The health of a service, as its server names it; an unknown number is returned as text. */
export type ServingStatus = (typeof servingStatuses)[number] | `${number}`

/** The prefix of each message: whether it is compressed (1 byte), and its length (4 bytes). */
const prefixBytes = 5

/** The first field of a message, when it is a number or when it has a length: field number and wire type in one byte. */
const firstNumber = 0x08
const firstText = 0x0a

/**
 * Encodes `HealthCheckRequest` with the service's name, as a gRPC message.
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md (Length-Prefixed-Message)
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function healthRequest(service: string): Buffer {
  const name = Buffer.from(service)
  // A field with its default value is left out.
  const message = name.length === 0 ? name : Buffer.concat([Buffer.of(firstText, ...varint(name.length)), name])
  const prefix = Buffer.alloc(prefixBytes)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** Reads the status in a `HealthCheckResponse`; `undefined` when the bytes are not a whole message, or a compressed one, which was not requested. */
export function servingStatus(received: Buffer): ServingStatus | undefined {
  if (received.length < prefixBytes || received[0] !== 0) return undefined
  const message = received.subarray(prefixBytes)
  if (message.length !== received.readUInt32BE(1)) return undefined
  if (message.length === 0) return servingStatuses[0]
  const [field, status] = message
  if (field !== firstNumber || status === undefined) return undefined
  return servingStatuses[status] ?? `${status}`
}

/** Encodes a number in groups of seven bits, the lowest first; all but the last have the eighth bit set. */
function varint(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
}
