import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ProgramOptions, runProgram, type RunningProgram } from '../../support/run-program'

/** How a program is kept apart from the rest of the machine. */
export interface NamespaceOptions extends ProgramOptions {
  /** Whether it has a network of its own as well, with nothing but loopback. @default false */
  readonly hasOwnNetwork?: boolean
}

/**
 * Runs a Node.js program of `test/chaos/programs`, or the one of a `file:` URL, in a PID and mount namespace of its own, with its own `/proc`: no signal can leave it, whatever
 * number it is sent to, and all processes in it end with the program. `args` are its arguments.
 */
export function runInNamespace(
  program: string,
  args: readonly string[],
  { hasOwnNetwork = false, ...options }: NamespaceOptions = {},
): RunningProgram {
  const file = fileURLToPath(new URL(program, new URL('../programs/', import.meta.url)))
  return runProgram([...namespaced(hasOwnNetwork), process.execPath, file, ...args], options)
}

/** The reason why no namespace can be made here, if that is so: for `test.skipIf(noNamespace !== undefined)`. */
export const noNamespace = reasonAgainst(false)

/** The reason why no namespace with a network of its own can be made here, if that is so. */
export const noOwnNetwork = noNamespace ?? reasonAgainst(true)

/** The end of the name of a test that such a reason skips. */
export function skipNote(reason: string | undefined): string {
  return reason === undefined ? '' : ` (skipped: ${reason})`
}

/** An ordinary user has to be root in a user namespace first. The shell, as the first process, waits for all orphans. */
function namespaced(hasOwnNetwork: boolean): readonly string[] {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const network = hasOwnNetwork ? ['--net'] : []
  const prepare = hasOwnNetwork ? 'ip link set lo up || exit 1; ' : ''
  const kinds = [...user, ...network, '--pid', '--fork', '--kill-child', '--mount', '--mount-proc']
  return ['unshare', ...kinds, 'sh', '-c', `${prepare}"$@"; exit $?`, 'chaos']
}

function reasonAgainst(hasOwnNetwork: boolean): string | undefined {
  if (process.platform !== 'linux') return 'namespaces are a means of Linux'
  const [program = '', ...args] = namespaced(hasOwnNetwork)
  const { status, error, stderr } = spawnSync(program, [...args, 'true'], { encoding: 'utf8' })
  if (status === 0) return undefined
  return `no namespace can be made: ${error?.message ?? stderr.trim()}`
}
