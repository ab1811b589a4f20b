/** A running server, as the cases use it: the handle of any service that is a process. */
export interface ServedHandle {
  readonly pid: number | undefined
  /** The address with all that a client needs, such as the password. */
  readonly url: string
  readonly restart: () => Promise<unknown>
  readonly stop: () => Promise<unknown>
}

/** Starts a server of the package under this name, with these options of its constructor. */
export type Serve = (name: string, options: Readonly<Record<string, unknown>>) => Promise<ServedHandle>

/** A package that defines a kind of server, for `conformanceCases()`. */
export interface ConformanceSubject {
  readonly serve: Serve
  /** The path of a module of JavaScript that exports such a function as `serve`, for the cases that start a server from a process of its own. */
  readonly program: string | (() => Promise<string>)
  /** Writes a value to the server by its own client. */
  readonly write: (url: string) => Promise<unknown>
  /** Reads by its own client what `write` has written; anything but `undefined` and `null` counts as found. */
  readonly read: (url: string) => Promise<unknown>
  /** Whether the data is kept over a restart; `false` for a server whose data is lost then. @default true */
  readonly keepsData?: boolean
  /** The port on which the server listens everywhere else, such as 5432. */
  readonly standardPort: number
  /** Options for which no machine has programs, such as `{ version: 99 }`. */
  readonly missing: Readonly<Record<string, unknown>>
  /** The text by which the error then says how to get them. @default the commands of package managers */
  readonly install?: RegExp
  /** An option that the constructor does not have, and the one that it has: `['setings', 'settings']`. @default `['prot', 'port']` */
  readonly misspelt?: readonly [wrong: string, right: string]
  /** The longest that a start takes on a busy machine, in milliseconds; what a server leaves must be gone within a third of it. @default 30000 */
  readonly startLimitMs?: number
}

/** One requirement of a package, and how it is checked. */
export interface ConformanceCase {
  /** The requirement, as a sentence. */
  readonly name: string
  /** Checks it. Rejects with an `AssertionError` if the package does not meet it. */
  readonly run: () => Promise<void>
  /** The reason for which it cannot be checked here; `undefined` if it can. */
  readonly skip: string | undefined
  /** The time after which the check has failed, in milliseconds, for the runner's own limit. */
  readonly limitMs: number
}
