import type { ProbeAttempt } from '@portside/probe'
import type { Evidence } from './evidence'

/** Recognises an answer with a well-known cause; the first match decides. */
type AnswerHint = readonly [
  recognises: (attempt: ProbeAttempt) => boolean,
  hint: string | ((attempt: ProbeAttempt) => string),
]

/** The answers of TLS servers to plain HTTP: nginx, Go's net/http, Apache. */
const plainOnTls =
  /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL/i

const tlsHint =
  "It speaks TLS: say `protocol: 'https'`, ask by `probe.http()` with a whole `https://…` URL (or `probe.grpc({ tls: true })`), or take `probe.tcp()`."

const hints: readonly AnswerHint[] = [
  [({ detail, body = '' }) => detail.includes('speaks TLS') || plainOnTls.test(body), tlsHint],
  [
    ({ detail }) => detail.includes('speaks plain HTTP'),
    'It speaks plain HTTP: ask by `http://`, or by the path alone.',
  ],
  [
    ({ detail }) => /\bSSL|\bTLS|certificate/i.test(detail),
    'The TLS handshake failed: does it ask for a certificate of the client, or for another version of TLS?',
  ],
  [
    ({ detail }) => detail.includes('(UNIMPLEMENTED)'),
    'Add the service grpc.health.v1.Health to it, which gRPC libraries have, or take `probe.tcp()`.',
  ],
  [
    ({ detail }) => detail.includes('(NOT_FOUND)'),
    'Is the name of the service whole, with its package (`shop.v1.Orders`), and does the server set its health?',
  ],
  [
    ({ detail }) => detail.startsWith('its health is '),
    'It says so itself: what it waits for is in its output, or among what it needs. If it is slow to start, raise `startTimeoutMs`.',
  ],
  [({ detail }) => isLoginRefused(detail), 'It refuses the login of the URL: correct the user or the password there.'],
  [({ status }) => status === 404, 'It answers 404: is the path of `ready` right?'],
  [
    ({ status = 0 }) => status >= 300 && status < 400,
    ({ status }) =>
      `It redirects, and probes follow no redirect: ask for the path that it leads to, or accept its answer (\`status: ${status}\`).`,
  ],
  [
    ({ status }) => status === 401 || status === 403,
    ({ status }) =>
      `It wants to know who asks: take a path without a login, log in (\`headers: { authorization: 'Bearer …' }\`), or accept its answer (\`status: ${status}\`).`,
  ],
  [
    ({ status }) => status === 407,
    'A proxy answers: probes never ask one, so the service itself is one, or hands requests on to it.',
  ],
  [
    ({ status = 0 }) => status >= 500,
    'It answers with an error of its own: its output, or what it needs, says more. If it is slow to start, raise `startTimeoutMs`.',
  ],
  [
    ({ detail }) => detail.includes('is no HTTP/1'),
    'What it speaks there is no HTTP: is that the right port? For another protocol take `probe.tcp()`, or the probe of that protocol.',
  ],
  [
    ({ outcome, address }) => outcome === 'silent' && address === undefined,
    'The check does not end: what does it wait for? One that takes too long is ended, and begun again.',
  ],
  [
    ({ outcome }) => outcome === 'silent',
    'It takes the connection and does not answer: is that what it speaks there, and does the handler of `ready` wait for something?',
  ],
]

/** Whether a database has refused a login: Redis, MongoDB, and class 28 of SQL states. */
export function isLoginRefused(detail: string): boolean {
  return /^(WRONGPASS|NOAUTH|ERR invalid password)|\((28\w{3}|AuthenticationFailed)\)$/.test(detail)
}

/** Returns hints for the answers of a service; none if their cause is unknown. */
export function answerHints({ attempts, isTls }: Evidence): string[] {
  // Some TLS servers just close a connection that begins in another way.
  const ofTls = (attempt: ProbeAttempt): string[] => (isTls && attempt.outcome === 'failed' ? [tlsHint] : [])
  const found = attempts.flatMap((attempt) => {
    const hint = hints.find(([recognises]) => recognises(attempt))?.[1] ?? ofTls(attempt)
    return typeof hint === 'function' ? hint(attempt) : hint
  })
  return [...new Set(found)]
}
