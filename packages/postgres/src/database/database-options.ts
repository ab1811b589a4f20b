import type { AllowedScope, ServiceDefinition, ServiceScope } from '@portside/core'
import { checkOptions, invalidArgument, oneOf, type OptionRule, optionRules, type OptionRules } from '@portside/errors'
import type { PostgresHandle } from '../postgres-handle'
import type { Step } from './steps'

/** A client of the user's for a database, such as a pool or an ORM. */
export interface ClientOption<C> {
  /** Makes the client, when a test first reads `client` of the handle. */
  readonly open: (url: string) => C
  /** Closes it, when the handle is released. */
  readonly close: (client: Awaited<C>) => unknown
}

/** The scopes that a database of a server may have. */
export type DatabaseScope<ServerScope extends ServiceScope> = AllowedScope<{
  readonly server: ServiceDefinition<PostgresHandle, ServerScope>
}>

/** The options of `database()`. */
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
}

const step: OptionRule = {
  expected: 'the path of a file or a folder of SQL, { command, files }, { run, files }, or a function',
  isAccepted: isStep,
}

const rules: OptionRules<ResettableOptions & { readonly scope?: ServiceScope }> = {
  migrate: step,
  seed: step,
  scope: oneOf('run', 'worker', 'file', 'test'),
  client: { expected: 'an object with `open` and `close`', isAccepted: isClientOption },
  reset: oneOf('test'),
  busy: oneOf('wait', 'fail', 'terminate'),
  waitMs: optionRules.durationMs,
  onSchemaChange: oneOf('fail', 'recreate'),
}

/** Checks the options of `database()`. Throws a `TypeError` that names the option. */
export function checkDatabaseOptions(options: object): void {
  checkOptions('database()', options, rules)
  const { reset, scope, ...others } = options as Omit<Partial<ResettableOptions>, 'scope'> &
    Pick<DatabaseOptions, 'scope'>
  if (reset !== undefined && scope === 'run')
    throw invalidArgument(
      'scope',
      "'worker' or narrower with `reset`: several workers share what has the scope 'run'",
      scope,
    )
  for (const name of ['busy', 'waitMs', 'onSchemaChange'] as const)
    if (reset === undefined && others[name] !== undefined)
      throw invalidArgument(name, "left out without `reset: 'test'`", others[name])
}

function isStep(value: unknown): boolean {
  if (typeof value === 'function' || optionRules.text.isAccepted(value)) return true
  if (typeof value !== 'object' || value === null) return false
  const { command, run, files, key, ...others } = value as Record<string, unknown>
  const acts = [isCommand(command), typeof run === 'function'].filter(Boolean)
  const hasFiles = files === undefined || optionRules.texts.isAccepted(files)
  const hasKey = key === undefined || typeof key === 'string'
  return acts.length === 1 && hasFiles && hasKey && Object.keys(others).length === 0
}

function isCommand(value: unknown): boolean {
  return (
    optionRules.text.isAccepted(value) ||
    (optionRules.texts.isAccepted(value) && (value as readonly string[]).length > 0)
  )
}

function isClientOption(value: unknown): boolean {
  const { open, close } = (value ?? {}) as Partial<ClientOption<unknown>>
  return typeof open === 'function' && typeof close === 'function'
}
