import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PortsideError } from '@portside/errors'
import type { SpawnOptions } from '../child/spawn-options'

/** Makes and ends an empty PID namespace, so that a failure is reported before it is blamed on a service. @throws PortsideError `E_SPAWN_FAILED` */
export async function checkContainment({ service }: SpawnOptions): Promise<void> {
  const [program, ...args] = unshare
  await promisify(execFile)(program, [...args, 'true']).catch((cause: unknown) => {
    throw new PortsideError({
      code: 'E_SPAWN_FAILED',
      service,
      summary: 'this system does not permit a PID namespace',
      evidence: [(cause as { stderr?: string }).stderr?.trim() || String(cause)],
      hints: [
        "Leave `contain: 'pidns'` out, or allow user namespaces (`sysctl kernel.unprivileged_userns_clone`, seccomp).",
      ],
      cause,
    })
  })
}

/**
 * Makes the command that runs `argv` in its own PID namespace.
 *
 * In a namespace the first process receives only signals that it handles, and all others end with it. So a shell comes first, which handles them and
 * waits. The server gets the signal as a member of the same process group, and when it has ended the shell ends too. `--kill-child` ends the
 * namespace if unshare(1) is killed.
 */
export function containedCommand(argv: readonly string[]): readonly string[] {
  return [...unshare, '/bin/sh', '-c', initScript, 'portside-init', ...argv]
}

/** The command that makes a PID namespace as an ordinary user, unshare(1). */
export const unshare = ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child'] as const

const initScript = 'trap : HUP INT QUIT TERM USR1 USR2; "$@"; exit $?'
