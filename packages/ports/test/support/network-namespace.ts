import { spawnSync } from 'node:child_process'

/** Whether this user may make a network namespace: then tests can change what belongs to one. */
export const hasNetworkNamespaces =
  spawnSync('unshare', ['-rn', 'sh', '-c', 'ip link set lo up'], { stdio: 'ignore' }).status === 0

/** Whether nft(8) is installed, which makes the rules of a packet filter. */
export const hasNft = spawnSync('sh', ['-c', 'command -v nft'], { stdio: 'ignore' }).status === 0

/** The command that runs `argv` in a network namespace of its own, whose loopback is up, after the commands of `setup`. */
export function inNetworkNamespace(setup: string, argv: readonly string[]): string[] {
  return ['unshare', '-rn', 'sh', '-c', `ip link set lo up && ${setup} && exec "$@"`, 'sh', ...argv]
}
