import { basename } from 'node:path'
import { parseCommandLine } from '@portside/process'
import { isPortsideError } from '@portside/errors'
import { hookVariable } from '../environment'

/** What the listen hook does to the servers of a child, besides telling of them. */
export interface ListenSteering {
  /** The ports to listen on, by the numbers that the program has in its code. @default none */
  readonly ports?: Readonly<Record<number, number>>
  /** Where servers listen that name no host. @default on every interface, as Node has it */
  readonly loopback?: string
}

/** What the listen hook's script reads. */
interface HookSettings extends ListenSteering {
  /** The name under which it reports. */
  readonly child: string
}

/** The variables by which the Node processes of a child load the listen hook, behind what they load already. */
export function hookVariables(
  environment: Readonly<Record<string, string>>,
  script: string,
  settings: HookSettings,
): Record<string, string> {
  const { NODE_OPTIONS = '' } = environment
  return {
    NODE_OPTIONS: `${NODE_OPTIONS} --require ${quoted(script)}`.trimStart(),
    [hookVariable]: JSON.stringify({ file: basename(script), ...settings }),
  }
}

/** As Node splits `NODE_OPTIONS`: https://nodejs.org/api/cli.html#node_optionsoptions */
function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`
}

/** What runs a program as somebody else, in a container or on another machine, where the listen hook's file is not there or may not be read. */
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
const ways = new Set([...containers, ...others])

/** Whether Node processes of a command can load a file of ours: not where its program leads elsewhere. */
export function canLoadHook(commandLine: string | readonly string[], isForShell: boolean): boolean {
  const [program = ''] = typeof commandLine === 'string' ? wordsOf(commandLine, isForShell) : commandLine
  return !ways.has(basename(program).replace(/\.exe$/i, ''))
}

function wordsOf(line: string, isForShell: boolean): readonly string[] {
  return isForShell ? line.trim().split(/\s+/) : parseCommandLine(line)
}

/**
 * What Node says when it cannot load a run's listen hook: it was deleted, may not be read, or is not among what `--permission` allows; or something
 * between has broken the path at a space. It then ends before the program begins.
 */
export function hookFailure(runId: string): RegExp {
  const path = `(?:Cannot find module '|permission denied, open '|resource: ')[^\\n']*listen-hook-${runId}\\.cjs'`
  return new RegExp(`${path}|Require stack:\\r?\\n- internal/preload`)
}

/** Whether a service has ended since its Node could not load the listen hook. */
export function isHookFailure(error: unknown, runId: string): boolean {
  return isPortsideError(error) && error.code === 'E_EXITED_EARLY' && hookFailure(runId).test(error.output)
}
