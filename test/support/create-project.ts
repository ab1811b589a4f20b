import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onceInRun, packWorkspace } from './packed'
import { packedFolder } from './packed-folder'

/** A project in a folder of its own outside the repository, with portside installed from its tarballs. */
export interface Project {
  readonly directory: string
  /** Writes files, by their paths in the project. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>
  readonly remove: () => Promise<void>
}

/** Makes a project and installs all portside packages but the optional ones, and `dependencies` into it, as its users do. A dependency may be an optional package of ours. */
export async function createProject(dependencies: readonly string[]): Promise<Project> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'portside-project-')))
  await cp(await installed(dependencies), directory, { recursive: true, verbatimSymlinks: true })
  return {
    directory,
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true })
        await writeFile(join(directory, path), text)
      }
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

const optional = new Set([
  '@portside/mongodb',
  '@portside/mysql',
  '@portside/wait-on',
  '@portside/postgres',
  '@portside/redis',
  '@portside/service-kit',
])

/** Returns a folder in which the packages are installed. Test files with the same dependencies share it, and copy it. */
async function installed(dependencies: readonly string[]): Promise<string> {
  // A user of `portside` does without the optional packages and their dependencies.
  const tarballs = await packWorkspace()
  const packed = Object.entries(tarballs).filter(([name]) => !optional.has(name))
  const specifiers = [...packed.map(([, tarball]) => tarball), ...dependencies.map((name) => tarballs[name] ?? name)]
  const name = createHash('sha256').update(specifiers.join()).digest('hex').slice(0, 12)
  const folder = join(packedFolder(), `installed-${name}`)
  await onceInRun(folder, async () => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--save-dev']
    await promisify(execFile)('npm', ['install', ...options, ...specifiers], { cwd: folder })
  })
  return folder
}
