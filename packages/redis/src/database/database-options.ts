import type { ServiceScope } from '@portside/core'
import { checkOptions, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { checkResetScope, type ClientOption, clientRule } from '@portside/service-kit/database'
import type { SendFunction } from '../client/reply'

/** A database that is empty, for a function that fills it. */
export interface NewDatabase {
  /** Its URL, for whatever client. */
  readonly url: string
  /** The variables by which apps find it: `REDIS_URL` and so on. */
  readonly env: Readonly<Record<string, string>>
  /** Sends a command, word by word, and returns its reply. */
  readonly send: SendFunction
}

/** The options of `database()`. */
export interface DatabaseOptions<C = undefined, Scope extends ServiceScope = ServiceScope> {
  /** The function that fills a new database. @default it is empty */
  readonly seed?: (database: NewDatabase) => unknown
  /**
   * How long one instance lives. With `'test'` each test has a database of its own.
   * @default that of the server
   */
  readonly scope?: Scope
  /**
   * `'database'`: a numbered database of the server; channels of pub/sub, functions and scripts are those of the whole server. `'process'`: a server of its own, with the options
   * of the one given.
   * @default 'database'
   */
  readonly isolation?: 'database' | 'process'
  /** A client for the handle. @default none */
  readonly client?: ClientOption<C>
}

/** The options of a database that is reset before each test. */
export interface ResettableOptions<C = undefined, Scope extends ServiceScope = ServiceScope> extends Omit<
  DatabaseOptions<C, Scope>,
  'scope'
> {
  /**
   * `'test'`: before each test of a worker, the database has the keys again that it had after the `beforeAll` hooks of the file, whatever apps and tests
   * have written, in place and under open connections.
   */
  readonly reset: 'test'
  /** How long one instance lives. `'run'` is refused: tests of several workers would reset each other's keys. @default 'worker' */
  readonly scope?: Scope & ('worker' | 'file' | 'test')
}

const rules: OptionRules<ResettableOptions & { readonly scope?: ServiceScope }> = {
  seed: optionRules.function,
  scope: oneOf('run', 'worker', 'file', 'test'),
  isolation: oneOf('database', 'process'),
  client: clientRule,
  reset: oneOf('test'),
}

/** Checks the options of `database()`. Throws a `TypeError` that names the option. */
export function checkDatabaseOptions(options: object): void {
  checkOptions('database()', options, rules)
  checkResetScope(options)
}
