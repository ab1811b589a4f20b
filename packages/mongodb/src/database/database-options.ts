import type { ServiceScope } from '@portside/core'
import { checkOptions, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { type ClientOption, clientRule } from '@portside/service-kit/database'
import type { CommandFunction } from '../client'

/** A database that is empty, for a function that fills it. */
export interface NewDatabase {
  /** Its URL, for whatever client. */
  readonly url: string
  /** The variables by which apps find it: `MONGODB_URI` and so on. */
  readonly env: Readonly<Record<string, string>>
  /** Runs a command on it and returns its reply. */
  readonly command: CommandFunction
}

/** The options of `database()`. */
export interface DatabaseOptions<C = undefined, Scope extends ServiceScope = ServiceScope> {
  /** The function that makes its collections, indexes and documents. It runs for each instance. @default it is empty */
  readonly seed?: (database: NewDatabase) => unknown
  /** How long one instance lives. With `'test'` each test has a database of its own. @default that of the server */
  readonly scope?: Scope
  /** A client for the handle. @default none */
  readonly client?: ClientOption<C>
}

const rules: OptionRules<DatabaseOptions> = {
  seed: optionRules.function,
  scope: oneOf('run', 'worker', 'file', 'test'),
  client: clientRule,
}

/** Checks the options of `database()`. Throws a `TypeError` that names the option. */
export function checkDatabaseOptions(options: object): void {
  checkOptions('database()', options, rules)
}
