/** What the service's own processes tell of the sockets on which they listen. */
export interface ListenerSource {
  /** Whether a process has said that it will tell when it listens, so that asking in between is hardly needed. */
  readonly isTelling: () => boolean
  /** Calls `listener` whenever a process has told something; returns how to end that. */
  readonly subscribe: (listener: () => void) => () => void
}
