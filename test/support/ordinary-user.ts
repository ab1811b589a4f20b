import { spawnSync } from 'node:child_process'

/**
 * Returns the user `postgres`, for a server that refuses to run as root; `undefined` where the tests do not run as root.
 *
 * @throws Error if there is no such user.
 */
export function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function idOf(flag: string): number {
  const { stdout } = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' })
  // `Number('')` is root.
  if (!/^\d+\n$/.test(stdout))
    throw new Error('Tests that run as root need the user postgres for servers: adduser --system postgres')
  return Number(stdout)
}
