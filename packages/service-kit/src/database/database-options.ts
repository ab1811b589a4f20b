import type { AllowedScope, ServiceDefinition, ServiceScope } from '@portside/core'
import { checkOptions, invalidArgument, oneOf, optionRules, type OptionRules } from '@portside/errors'
import { type ClientOption, clientRule, stepRule } from './database-rules'
import type { Step } from './steps'

/** The scopes that a database of a server may have: `'run'` only if it is not reset. */
export type DatabaseScope<ServerScope extends ServiceScope, Reset = undefined> = AllowedScope<{
  readonly server: ServiceDefinition<unknown, ServerScope>
}> &
  (Reset extends 'test' ? 'worker' | 'file' | 'test' : ServiceScope)

/** The scope of a database that has no option `scope`: that of the server, but `'worker'` if it is reset and the server lasts for the run. */
export type DefaultDatabaseScope<ServerScope extends ServiceScope, Reset> = DatabaseScope<ServerScope, Reset> &
  (Reset extends 'test' ? (ServerScope extends 'run' ? 'worker' : ServerScope) : ServerScope)

/** The options with or without `reset`: one type, so that the compiler names the value that is wrong, and no overload. */
export type WithReset<Reset, Options, Resettable> = { readonly reset?: Reset } & (
  | (Options & { readonly reset?: undefined })
  | Resettable
)

/** The options of `database()` for a server of SQL. */
export interface DatabaseOptions<C = undefined, Scope extends ServiceScope = ServiceScope> {
  /** The step that makes the schema. @default none */
  readonly migrate?: Step
  /** The step that adds rows, after `migrate`. @default none */
  readonly seed?: Step
  /**
   * How long one instance lives. With `'test'` each test has a database of its own, made ahead of need.
   * @default that of the server
   */
  readonly scope?: Scope
  /** A client for the handle. @default none */
  readonly client?: ClientOption<C>
}

/** The options of a database that is reset before each test. */
export interface ResettableOptions<C = undefined, Scope extends ServiceScope = ServiceScope> extends Omit<
  DatabaseOptions<C, Scope>,
  'scope'
> {
  /**
   * `'test'`: before each test of a worker, the database has the rows again that it had after the `beforeAll` hooks of the file, whatever apps and tests
   * have written, in place and under open connections.
   */
  readonly reset: 'test'
  /** How long one instance lives. `'run'` is refused: tests of several workers would reset each other's rows. @default 'worker' */
  readonly scope?: Scope & ('worker' | 'file' | 'test')
  /**
   * The reaction to transactions that are open when a test has ended. `'wait'` waits for `waitMs`, then the next test fails with their names; `'fail'` does not wait; `'terminate'` ends their
   * connections. @default 'wait'
   */
  readonly busy?: 'wait' | 'fail' | 'terminate'
  /** How long a reset waits for open transactions and locks, in milliseconds. @default 2000 */
  readonly waitMs?: number
  /**
   * The reaction to a test that has changed the schema. `'fail'`: the next test fails with the changes. `'recreate'`: the database is made anew, which cuts the connections to it, and the tests
   * go on. @default 'fail'
   */
  readonly onSchemaChange?: 'fail' | 'recreate'
  /**
   * Keeps the rows that a failed test has left, as a file of SQL: in this folder, relative to that of the services file, or with `true` in the folder of `PORTSIDE_OUTPUT`. @default false
   */
  readonly keepOnFailure?: boolean | string
}

const rules: OptionRules<ResettableOptions & { readonly scope?: ServiceScope }> = {
  migrate: stepRule,
  seed: stepRule,
  scope: oneOf('run', 'worker', 'file', 'test'),
  client: clientRule,
  reset: oneOf('test'),
  busy: oneOf('wait', 'fail', 'terminate'),
  waitMs: optionRules.durationMs,
  onSchemaChange: oneOf('fail', 'recreate'),
  keepOnFailure: {
    expected: 'the path of a folder, true or false',
    isAccepted: (value) => optionRules.flag.isAccepted(value) || optionRules.text.isAccepted(value),
  },
}

/** Checks the options of `database()`. Throws a `TypeError` that names the option. */
export function checkDatabaseOptions(options: object): void {
  checkOptions('database()', options, rules)
  const { reset, scope, ...others } = options as Omit<Partial<ResettableOptions>, 'scope'> &
    Pick<DatabaseOptions, 'scope'>
  checkResetScope({ reset, scope })
  for (const name of ['busy', 'waitMs', 'onSchemaChange', 'keepOnFailure'] as const)
    if (reset === undefined && others[name] !== undefined)
      throw invalidArgument(name, "left out without `reset: 'test'`", others[name])
}

/** Throws a `TypeError` if a database is to be reset while several workers use it. */
export function checkResetScope({
  reset,
  scope,
}: {
  readonly reset?: unknown
  readonly scope?: ServiceScope | undefined
}): void {
  if (reset !== undefined && scope === 'run')
    throw invalidArgument(
      'scope',
      "'worker' or narrower with `reset` (workers that share a database would reset it under each other)",
      scope,
    )
}
