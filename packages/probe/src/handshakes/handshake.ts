/** What a first answer says: all is well, the rest of it must be awaited, it is of another protocol, or what is wrong. */
export type Verdict = 'ready' | 'incomplete' | 'foreign' | { readonly wrong: string }

/** The first words of a protocol, enough to know that its server answers. */
export interface Handshake {
  /** What to send first. @default nothing: the server begins */
  readonly hello?: Uint8Array
  /** Judges all that was received so far. */
  readonly judge: (received: Buffer) => Verdict
  /** What to send before the connection is closed, where servers log its absence. @default nothing */
  readonly goodbye?: Uint8Array
}

/** Options of every handshake. */
export interface HandshakeOptions {
  /** Another port of the same host. @default the target's own */
  readonly port?: number
}
