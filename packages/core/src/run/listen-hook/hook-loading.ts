import { basename } from 'node:path'
import { parseCommandLine } from '@portside/process'
import { isPortsideError } from '@portside/errors'
import { hookVariable } from '../environment'
import { nodeOptionWords } from '../node-options'
import { lastProgram } from './script-runtime'

/** The changes that the listen hook makes to the servers of a child, besides reporting them. */
export interface ListenSteering {
  /** The ports to listen on, by the numbers in the program's code. @default none */
  readonly ports?: Readonly<Record<number, number>>
  /** The host of servers that name none. @default on every interface, as Node has it */
  readonly loopback?: string
}

/** The settings that the listen hook's script reads. */
interface HookSettings extends ListenSteering {
  /** The name under which the child reports. */
  readonly child: string
}

/**
 * Makes the variables by which the Node processes of a child load the listen hook, before what they load already: of a flag that is repeated, some
 * programs that rewrite `NODE_OPTIONS` keep only the last. Makes none where Node may read only the files that the user has named.
 */
export function hookVariables(
  environment: Readonly<Record<string, string>>,
  script: string,
  settings: HookSettings,
): Record<string, string> {
  const { NODE_OPTIONS = '' } = environment
  if (hasPermissionModel(nodeOptionWords(NODE_OPTIONS))) return {}
  return {
    NODE_OPTIONS: `--require ${quoted(script)} ${NODE_OPTIONS}`.trimEnd(),
    [hookVariable]: JSON.stringify({ file: basename(script), ...settings }),
  }
}

/** Quotes a path for `NODE_OPTIONS`: https://nodejs.org/api/cli.html#node_optionsoptions */
function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`
}

/**
 * Programs that run another one as another user, in a container or on another machine, where the listen hook's file does not exist or cannot be read; and other runtimes.
 */
const containers = [
  'docker',
  'docker-compose',
  'podman',
  'podman-compose',
  'nerdctl',
  'lxc',
  'kubectl',
  'flatpak',
  'snap',
]
const others = ['sudo', 'su', 'doas', 'runuser', 'setpriv', 'ssh', 'chroot', 'nsenter', 'bwrap', 'systemd-run', 'wsl']
/** Deno loads the file and reports nothing, 0.4 s later than without it; Bun does not load it. */
const runtimes = ['deno', 'bun']
const ways = new Set([...containers, ...others, ...runtimes])

/** A command line, and how it is run. */
export interface CommandPlan {
  readonly commandLine: string | readonly string[]
  readonly isForShell: boolean
  /** Its working directory, where package managers find their scripts. */
  readonly directory: string
}

/**
 * Whether the Node processes of a command can load a file of ours: not if its program is one of these, its scripts lead to another runtime, or its words
 * turn on the permission model of Node.js.
 */
export function canLoadHook({ commandLine, isForShell, directory }: CommandPlan): boolean {
  const words = typeof commandLine === 'string' ? wordsOf(commandLine, isForShell) : commandLine
  const [program = ''] = words
  if (ways.has(basename(program).replace(/\.exe$/i, '')) || hasPermissionModel(words)) return false
  return !runtimes.includes(lastProgram(words, directory))
}

/** https://nodejs.org/api/permissions.html */
function hasPermissionModel(words: readonly string[]): boolean {
  return words.includes('--permission') || words.includes('--experimental-permission')
}

function wordsOf(line: string, isForShell: boolean): readonly string[] {
  return isForShell ? line.trim().split(/\s+/) : parseCommandLine(line)
}

/**
 * Matches the error of Node or Deno when it cannot load a run's listen hook: the file was deleted, cannot be read, or is not allowed by `--permission`, or
 * something in between has split the path at a space. Node then exits before the program begins.
 */
export function hookFailure(runId: string): RegExp {
  const path = `(?:[Mm]odule(?: not found)? ['"]|permission denied, open '|resource: ')[^\\n'"]*listen-hook-${runId}\\.cjs['"]`
  return new RegExp(`${path}|Require stack:\\r?\\n- internal/preload`)
}

/** Whether a service has exited because its Node could not load the listen hook. */
export function isHookFailure(error: unknown, runId: string): boolean {
  return isPortsideError(error) && error.code === 'E_EXITED_EARLY' && hookFailure(runId).test(error.output)
}
