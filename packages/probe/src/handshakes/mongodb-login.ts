import { createHash } from 'node:crypto'
import type { Handshake, Verdict } from './handshake'
import type { Login } from './login'
import { messageEnd, opMessage } from './mongodb'
import { type Document, documentOf, readDocument } from './mongodb-document'
import { type Scram, scram } from './scram'

/** The code of AuthenticationFailed. */
const refused = 18

/**
 * MongoDB, with a login: ready when the server knows the user and the password, by the mechanism that it has for the user.
 * @see https://github.com/mongodb/specifications/blob/master/source/auth/auth.md (SCRAM-SHA-1, SCRAM-SHA-256)
 */
export function mongodbLogin({ user, password, database, parameters }: Login): Handshake {
  const source = parameters.get('authSource') ?? database ?? 'admin'
  const wanted = parameters.get('authMechanism') ?? undefined
  let proof: Scram | undefined
  return { hello: request({ hello: 1, saslSupportedMechs: `${source}.${user}`, $db: source }), judge }

  function judge(received: Buffer): Verdict {
    const taken = messageEnd(received)
    if (typeof taken === 'string') return taken
    // A message of flags and a section of kind 0.
    const answer = readDocument(received.subarray(21, taken))
    if (answer['ok'] !== 1) return { wrong: errorText(answer) }
    const next = nextOf(answer)
    return next === undefined ? 'ready' : { send: request(next), taken }
  }

  function nextOf(answer: Document): Document | undefined {
    const { conversationId, payload, done } = answer
    if (done === true) return undefined
    if (proof === undefined) return begin(answer)
    const final = proof.final(Buffer.from(payload as Uint8Array).toString())
    // The server has proved itself, too, and waits for an empty message.
    return { saslContinue: 1, conversationId, payload: Buffer.from(final ?? ''), $db: source }
  }

  /** Begins with the mechanism of the user; `undefined` for one that needs more than a password. */
  function begin({ saslSupportedMechs = [] }: Document): Document | undefined {
    const known = saslSupportedMechs as readonly unknown[]
    const usual = known.includes('SCRAM-SHA-1') && !known.includes('SCRAM-SHA-256') ? 'SCRAM-SHA-1' : 'SCRAM-SHA-256'
    const mechanism = wanted ?? usual
    if (mechanism !== 'SCRAM-SHA-1' && mechanism !== 'SCRAM-SHA-256') return undefined
    proof = mechanism === 'SCRAM-SHA-256' ? scram('sha256', user, password) : scram('sha1', user, digestOf())
    return {
      saslStart: 1,
      mechanism,
      payload: Buffer.from(proof.first),
      options: { skipEmptyExchange: true },
      $db: source,
    }
  }

  function digestOf(): string {
    return createHash('md5').update(`${user}:mongo:${password}`).digest('hex')
  }
}

function request(fields: Document): Buffer {
  return opMessage(documentOf(fields))
}

function errorText({ errmsg = 'MongoDB answered with an error', code, codeName }: Document): string {
  const name = code === refused ? 'AuthenticationFailed' : codeName
  return name === undefined ? (errmsg as string) : `${errmsg as string} (${name as string})`
}
