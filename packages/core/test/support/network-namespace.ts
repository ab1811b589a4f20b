import { spawnSync } from 'node:child_process'

/** Whether this user may make a network namespace: then tests can change what belongs to one. */
export const hasNetworkNamespaces =
  spawnSync('unshare', ['-rn', 'sh', '-c', 'ip link set lo up'], { stdio: 'ignore' }).status === 0

/** Whether nft(8) is installed, which makes the rules of a packet filter. */
export const hasNft = spawnSync('sh', ['-c', 'command -v nft'], { stdio: 'ignore' }).status === 0
