import { delimiter } from 'node:path'
import { installNodeVersions } from '../../support/node-versions'

/** A version of Vitest, for a Node.js that it runs on. */
export interface VitestVersion {
  readonly version: string
  /** Installs that Node.js, unless it is the one that runs this, and resolves to a `PATH` that begins with it, and to what removes it. */
  readonly installNode: () => Promise<{ readonly PATH: string; readonly remove: () => Promise<void> }>
}

const path = process.env['PATH'] ?? ''

/** True where the registry has other versions of Node.js for this system. */
export const hasNodeVersions = process.platform === 'linux' && process.arch === 'x64'

/** Vitest 4 on this Node.js, and Vitest 5, which needs 22. */
export const vitestVersions: readonly VitestVersion[] = [
  { version: '4.1.12', installNode: async () => ({ PATH: path, remove: async () => undefined }) },
  ...(hasNodeVersions ? [{ version: '5.1.1', installNode }] : []),
]

async function installNode(): ReturnType<VitestVersion['installNode']> {
  const { folderOf, remove } = await installNodeVersions([22])
  return { PATH: [folderOf(22), path].join(delimiter), remove }
}
