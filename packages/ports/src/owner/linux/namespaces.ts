import { readdirSync, readlinkSync, statSync } from 'node:fs'

const folder = '/run/netns'

/** The name under which ip-netns(8) keeps the network namespace of a process; it bind-mounts the namespace there. */
export function networkNamespaceName(pid: number): string | undefined {
  const inode = /^net:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/ns/net`))?.[1]
  return readdirSync(folder).find((name) => String(statSync(`${folder}/${name}`).ino) === inode)
}
