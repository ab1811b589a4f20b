import type { Probe } from '@portside/probe'
import { createDefinition, type DefinitionParts } from '../../definition/create-definition'
import type { NeedsOf, ServiceDefinition } from '../../contract/service-definition'
import type { ServiceScope } from '../../contract/service-scope'
import type { Launch, StartContext } from '../../contract/start-context'
import type { CommandOptions } from './command-options'

/** The options of a command that are known when it is started. */
export type PreparedServiceOptions = Omit<CommandOptions, 'needs' | 'scope' | 'eager' | 'existing' | 'watch'>

/** The user under which a program runs, for servers that refuse to run as root. */
export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/** A command as it was prepared for one start. */
export interface PreparedService {
  /** The program and its arguments. */
  readonly command: readonly string[]
  readonly options: PreparedServiceOptions
  /** The user of the process. @default that of this process */
  readonly user?: UserIds | undefined
  /** Called once, when the command is ready for the first time. It returns the launch, with what it adds. @default the launch as it is */
  readonly finish?: ((launch: Launch) => Promise<Launch>) | undefined
  /** Called when the command does not become ready. It returns the error to throw. @default the error as it is */
  readonly failed?: ((error: unknown) => Promise<unknown>) | undefined
}

/** The parts of a definition whose command is known only when it is started. */
export interface PreparedServiceParts<Handle, Scope extends ServiceScope> extends Pick<
  DefinitionParts<Handle, Scope>,
  'maker' | 'needs' | 'scope' | 'eager' | 'connect' | 'vary'
> {
  /** The URL of an instance that is running already. If set, that one is checked and used, and nothing is started. */
  readonly existing?: string | undefined
  /** How long an instance of `existing` may take to be ready, in milliseconds. @default 60000 */
  readonly startTimeoutMs?: number | undefined
  /** The probe that an instance of `existing` must answer. */
  readonly probe: Probe
  /** Prepares one start: folders, configuration, the command itself. It registers the clean-ups that undo this, and is not called for a restart. */
  readonly prepare: (context: StartContext) => Promise<PreparedService>
}

/**
 * Makes the definition of a service that is a child process with a command that is prepared when it is started. Everything else is as for `command()`:
 * its port, output, crash, restart and diagnosis.
 *
 * @throws TypeError when a need or the scope is wrong.
 */
export function preparedService<Handle, Scope extends ServiceScope, NeedHandles>({
  existing,
  startTimeoutMs: timeoutMs,
  probe,
  prepare,
  ...parts
}: PreparedServiceParts<Handle, Scope> & { readonly needs?: NeedsOf<NeedHandles> | undefined }): ServiceDefinition<
  Handle,
  Scope,
  NeedHandles
> {
  return createDefinition({
    ...parts,
    kind: 'service',
    findExisting:
      existing === undefined || existing === ''
        ? undefined
        : async (context) =>
            (await import('../../engine')).launchExternal({ url: existing, probe, timeoutMs }, context),
    start: async (context) => (await import('../../engine')).launchPreparedService(prepare, context),
  })
}

/** The options of a program that is run to its end. */
export interface ToolOptions {
  /** The working directory, as an absolute path. */
  readonly cwd: string
  /** Variables that are added to the environment; `undefined` removes one. @default {} */
  readonly env?: PreparedServiceOptions['env']
  /** The user of the process. @default that of this process */
  readonly user?: UserIds | undefined
  /** How long it may take, in milliseconds. @default 60000 */
  readonly timeoutMs?: number
  /** The signal that asks it to end when nobody wants it any more; with `'SIGCONT'` it is awaited, for 5 s. @default 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals
}

/**
 * Runs a program to its end, as a part of the start of a service: it ends with the run, and its output is that of the service.
 *
 * @throws PortsideError `E_SPAWN_FAILED` when it cannot be started, `E_EXITED_EARLY` when its code is not 0, `E_NOT_READY` when it takes too long.
 */
export async function runTool(
  command: string | readonly string[],
  options: ToolOptions,
  context: StartContext,
): Promise<void> {
  await (await import('../../engine')).launchTool(command, options, context)
}
