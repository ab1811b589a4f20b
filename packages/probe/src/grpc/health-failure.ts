import type { IncomingHttpHeaders } from 'node:http2'
import type { ExchangeFailure } from '../wait/wait-for-exchange'
import { servingStatus } from './health-message'

/** An answer as it was received, its trailers among the headers. */
export interface GrpcAnswer {
  readonly headers: IncomingHttpHeaders & { readonly ':status'?: number }
  readonly body: Buffer
}

/**
 * The names of the status numbers.
 * @see https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
 */
const statusNames = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS',
  'UNAUTHENTICATED',
] // prettier-ignore

/** Describes the fault of an answer to a health check; `undefined` when the service is serving. */
export function healthFailure({ headers, body }: GrpcAnswer, service: string): ExchangeFailure | undefined {
  const code = headers['grpc-status']
  if (typeof code !== 'string') return answered(`speaks HTTP/2 (status ${headers[':status']}), but not gRPC`)
  const name = statusNames[Number(code)] ?? code
  if (name !== 'OK') return answered(refusal(name, messageOf(headers), service))
  const status = servingStatus(body)
  if (status === 'SERVING') return undefined
  return answered(status === undefined ? 'its health is no message of the protocol' : `its health is ${status}`)
}

function refusal(name: string, message: string, service: string): string {
  if (name === 'UNIMPLEMENTED') return 'speaks gRPC, but has no health service (UNIMPLEMENTED): probe.tcp() needs none'
  if (name === 'NOT_FOUND') return `its health service does not know ${JSON.stringify(service)} (NOT_FOUND)`
  return `its health service answers ${name}${message === '' ? '' : `: ${message}`}`
}

/** Decodes `grpc-message`, which is percent-encoded. */
function messageOf({ 'grpc-message': message = '' }: IncomingHttpHeaders): string {
  try {
    return decodeURIComponent(String(message))
  } catch {
    return String(message)
  }
}

function answered(detail: string): ExchangeFailure {
  return { outcome: 'answered', detail }
}
