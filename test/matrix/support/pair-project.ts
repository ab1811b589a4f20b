import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { runProgram } from '../../support/run-program'
import { managerCommand, managerEnvironment } from './managers'
import type { Pair } from './pairs'
import type { MatrixProject } from './projects'
import type { MatrixSetUp } from './matrix-set-up'

/** How a program has ended. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** A project on disk, and what can be run in it. */
export interface PairProject {
  /** Installs what the project, or the workspace that it is a package of, says that it needs. */
  readonly install: () => Promise<string>
  /** Installs what the lock file of the whole says, with a package manager that has a command for it. */
  readonly reinstall: () => Promise<void>
  /** Runs the package manager; fails with all that it wrote unless it ends with 0. */
  readonly manage: (...args: readonly string[]) => Promise<string>
  /** Runs a program of the project, in whatever way its package manager has. */
  readonly run: (...words: readonly string[]) => Promise<Ended>
  readonly remove: () => Promise<void>
}

const app = 'packages/app'

/** Writes the project of a pair, with nothing installed yet. */
export async function createPairProject(setUp: MatrixSetUp, { manager, project }: Pair): Promise<PairProject> {
  const root = await mkdtemp(join(setUp.folder, 'project-'))
  const folder = project.rootVersion === undefined ? root : join(root, app)
  const env = managerEnvironment(setUp, manager, project.node ?? 20)
  const workspaces = project.rootVersion === undefined ? [] : [app]
  await write(root, manager.files?.(workspaces) ?? {})
  await write(folder, { ...project.files, 'package.json': JSON.stringify(packageJson(project)) })
  if (project.rootVersion !== undefined && project.runner !== undefined) {
    const runner = [project.runner[0], project.rootVersion] as const
    await write(root, {
      'package.json': JSON.stringify({ ...packageJson({ ...project, runner }), name: 'root', workspaces }),
    })
  }
  const command = managerCommand(setUp.folder, manager)
  const bins = [join(folder, 'node_modules/.bin'), join(root, 'node_modules/.bin')]
  const PATH = manager.run === undefined ? [...bins, env.PATH].join(delimiter) : env.PATH
  return {
    install: async () => manage(root, manager.install),
    reinstall: async () => {
      if (manager.reinstall !== undefined) await manage(root, manager.reinstall)
    },
    manage: async (...args) => manage(folder, args),
    run: async (...words) =>
      runProgram(manager.run === undefined ? words : [...command, ...manager.run, ...words], {
        cwd: folder,
        env: { ...env, PATH },
      }).ended,
    remove: () => rm(root, { recursive: true, force: true }),
  }

  async function manage(cwd: string, args: readonly string[]): Promise<string> {
    const { code, output } = await runProgram([...command, ...args], { cwd, env }).ended
    if (code !== 0) throw new Error(`${manager.name} ${args.join(' ')} ended with code ${code}:\n${output}`)
    return output
  }
}

function packageJson({ runner, vite, dependencies }: MatrixProject): object {
  const devDependencies = {
    typescript: '~5.9.3',
    '@types/node': '^20.19.0',
    ...(runner === undefined ? {} : { [runner[0]]: runner[1] }),
    ...(vite === undefined ? {} : { vite }),
    ...dependencies,
  }
  const resolutions = vite === undefined ? {} : { resolutions: { vite } }
  return { name: 'app', version: '1.0.0', private: true, devDependencies, ...resolutions }
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}
