import { checkOptions, invalidArgument, type OptionRules } from '@portside/errors'
import type { CommandOptions } from '../command/command-options'
import { checkCommandOptions, commandRules, placeholderWords } from '../command/check-command-options'
import { mentionedServices } from '../command/placeholders'
import { mergeEnvironments } from '../../contract/environment-option'
import { createDefinition } from '../../definition/create-definition'
import type { HandlesOf, NarrowestScope, Needs, NoNeeds, ServiceDefinition } from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import type { ServiceLink } from '../../contract/service-link'
import type { Launch, StartContext } from '../../contract/start-context'

const defaultTimeoutMs = 60_000

/** The handle of a task that has succeeded. */
export interface TaskHandle {
  readonly name: string
  /** The last lines that the task wrote. */
  readonly output: ServiceLink['output']
}

/** The options of `task()`. */
export type TaskOptions<N extends Needs, Scope extends ServiceScope> = Pick<
  CommandOptions<N, Scope, 'none', never>,
  | 'needs'
  | 'scope'
  | 'eager'
  | 'env'
  | 'envFile'
  | 'cwd'
  | 'placeholders'
  | 'shell'
  | 'redact'
  | 'stopSignal'
  | 'stopTimeoutMs'
> & {
  /** How long the task may take, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number
}

const { needs, scope, eager, env, envFile, cwd, placeholders, shell, redact, stopSignal, stopTimeoutMs } = commandRules
const { startTimeoutMs } = commandRules
const own = { needs, scope, eager, env, envFile, cwd, placeholders, shell, redact, stopSignal, stopTimeoutMs }
const rules: OptionRules<TaskOptions<Needs, ServiceScope>> = { ...own, startTimeoutMs }

/**
 * Defines a one-shot step, such as a migration or a build: a command line, its words, or a function. It is ready when the command has exited with 0
 * or the function has resolved, and runs once in each scope.
 *
 * @throws TypeError when an option is wrong.
 * @example
 * ```ts
 * import { command, task } from 'portside'
 *
 * const migrate = task('node migrate.js')
 * const api = command('node server.js', { needs: { migrate } })
 * ```
 */
export function task<const N extends Needs = NoNeeds, Scope extends ServiceScope = NarrowestScope<N>>(
  step: string | readonly string[] | ((needs: HandlesOf<N>) => unknown),
  options: TaskOptions<N, Scope> = {},
): ServiceDefinition<TaskHandle, NoInfer<Scope>, NoInfer<HandlesOf<N>>> {
  checkOptions('task()', options, rules)
  return createDefinition({
    maker: task,
    kind: 'task',
    needs: options.needs,
    scope: options.scope,
    eager: options.eager,
    start:
      typeof step === 'function'
        ? startFunction(step as (needs: unknown) => unknown, options)
        : startCommandLine(step, options),
    mentions: typeof step === 'function' ? [] : mentionedServices(placeholderWords(step, options)),
    connect: (data, link) => Object.freeze({ name: link.name, output: link.output }),
    vary: ({ env, ...variation }) => {
      const { env: base } = options as TaskOptions<Needs, ServiceScope>
      return task(step, { ...options, ...variation, env: mergeEnvironments(base, env) } as TaskOptions<N, Scope>)
    },
  })
}

function startFunction(
  step: (needs: unknown) => unknown,
  { env, startTimeoutMs = defaultTimeoutMs }: { readonly env?: unknown; readonly startTimeoutMs?: number },
): (context: StartContext) => Promise<Launch> {
  if (env !== undefined) throw invalidArgument('env', 'left out: a function runs in this process', env)
  return async (context) => (await import('../../engine')).launchFunction(step, startTimeoutMs, context)
}

function startCommandLine(
  step: string | readonly string[],
  options: object,
): (context: StartContext) => Promise<Launch> {
  if (typeof step !== 'string' && !Array.isArray(step))
    throw invalidArgument('step', 'a command line, its words or a function', step)
  // A task exits by itself, so its exit shows that it is done. One that asks a question must fail rather than wait for an answer.
  const spec = checkCommandOptions(step, { ...options, port: 'none', ready: () => false, stdin: 'closed' })
  return async (context) => (await import('../../engine')).launchTask(spec, context)
}
