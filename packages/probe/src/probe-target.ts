import type { ListenerSource } from './listener-source'
import type { OutputSource } from './output-source'

/** The service that a probe looks at. */
export interface ProbeTarget {
  /** Its name, for messages. */
  readonly service: string
  /** The address it should listen on, such as `127.0.0.1`. */
  readonly host: string
  /** The port it should listen on; absent for a service that listens nowhere. */
  readonly port?: number
  /** Its base URL, such as `http://127.0.0.1:62893`. @default `http://host:port` */
  readonly url?: string
  /** What it writes; absent for a service that portside did not start. */
  readonly output?: OutputSource
  /** What its processes tell of the sockets on which they listen; absent where they cannot. */
  readonly listeners?: ListenerSource | undefined
  /** Where relative paths begin and commands run. */
  readonly cwd: string
  /** The whole environment of commands; `undefined` removes. */
  readonly env: Readonly<Record<string, string | undefined>>
}
