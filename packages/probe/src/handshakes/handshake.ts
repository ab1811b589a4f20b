/**
 * The verdict on an answer: the server is ready, the rest of the answer must be awaited, it belongs to another protocol, a description of the fault, or
 * the message that comes next.
 */
export type Verdict = 'ready' | 'incomplete' | 'foreign' | { readonly wrong: string } | Reply

/** The next message, which may be empty; so many of the bytes received are done with. */
export interface Reply {
  readonly send: Uint8Array
  readonly taken: number
}

/** The first messages of a protocol, enough to know that its server answers. */
export interface Handshake {
  /** The bytes to send first. @default nothing: the server begins */
  readonly hello?: Uint8Array
  /** Judges all bytes received so far, without those that are done with. */
  readonly judge: (received: Buffer) => Verdict
  /** The bytes to send before the connection is closed, for servers that log their absence. @default nothing */
  readonly goodbye?: Uint8Array
}

/** Options of every handshake. */
export interface HandshakeOptions {
  /** Another port of the same host. @default the target's own */
  readonly port?: number
}
