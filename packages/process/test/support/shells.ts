import { spawnSync } from 'node:child_process'

/** A shell as `/bin/sh` would be it: bash minds by which name it is called. */
export interface Shell {
  readonly name: string
  readonly argv0: string
  readonly args: readonly string[]
}

const candidates: readonly Shell[] = [
  { name: 'dash', argv0: 'sh', args: [] },
  { name: 'bash', argv0: 'sh', args: [] },
  { name: 'busybox', argv0: 'busybox', args: ['sh'] },
]

/** The shells of this machine that the warden has to run in. */
export const shells: readonly Shell[] = candidates.filter(isInstalled)

/** The others, whose tests are skipped. */
export const missingShells: readonly Shell[] = candidates.filter((shell) => !isInstalled(shell))

function isInstalled({ name, argv0, args }: Shell): boolean {
  return spawnSync(name, [...args, '-c', 'true'], { argv0 }).status === 0
}
