import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PortsideError } from '@portside/errors'
import type { SpawnOptions } from '../child/spawn-options'
import { unshare } from '../contained-command'

/** Makes and ends an empty PID namespace, to say why not before a service is blamed. @throws PortsideError `E_SPAWN_FAILED` */
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
