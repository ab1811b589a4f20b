import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { packWorkspace } from './packed'

/** A project in a folder of its own outside the repository, with portside installed from its tarballs. */
export interface Project {
  readonly directory: string
  /** Writes files, by their paths in the project. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>
  readonly remove: () => Promise<void>
}

/** Makes a project and installs all portside packages but the optional one, and `dependencies` into it, as its users do. */
export async function createProject(dependencies: readonly string[]): Promise<Project> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'portside-project-')))
  // Who uses `portside` does without the optional package, and what that brings.
  const { '@portside/wait-on': _, ...packed } = await packWorkspace()
  const tarballs = Object.values(packed)
  const project: Project = {
    directory,
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true })
        await writeFile(join(directory, path), text)
      }
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
  await project.write({ 'package.json': '{ "private": true }' })
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--save-dev', ...tarballs, ...dependencies], {
    cwd: directory,
  })
  return project
}
