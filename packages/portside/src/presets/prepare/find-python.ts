import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { CommandPlace } from '@portside/core/kit'
import { PortsideError } from '@portside/errors'
import type { AnyOptions } from '../preset-options'
import type { PresetSource } from '../preset-source'
import type { Tool } from './find-tool'

const execute = promisify(execFile)
const askMs = 20_000

/** A Python that runs the programs of a project. */
export interface Python {
  readonly path: string
  /** The words of the command that adds a package to it. */
  readonly install: string
}

/** Finds the Python of a project, and the tool in it. Throws `E_SPAWN_FAILED` if one of them is missing. */
export async function findPythonTool(source: PresetSource, options: AnyOptions, place: CommandPlace): Promise<Tool> {
  const { python: name = source.name } = source
  const python = await findPython(place, options['interpreter'] as string | undefined)
  const install = `${python.install} ${name}`
  const version = await versionOf(name, python.path, place).catch((cause: Error) => {
    throw missingModule(name, python, install, { place, cause })
  })
  return { title: name, words: [python.path], version, folder: python.path, install }
}

/**
 * Finds the Python of the project in `cwd`: that of `.venv` or `venv` there or above, of the active virtual environment, of Pipenv, of Poetry, else
 * the first one on PATH. `interpreter` names another one.
 */
export async function findPython({ cwd, env }: CommandPlace, interpreter?: string): Promise<Python> {
  if (interpreter !== undefined) {
    const path = /[\\/]/.test(interpreter) ? resolve(cwd, interpreter) : interpreter
    return { path, install: `${path} -m pip install` }
  }
  const folders = foldersUpwards(cwd)
  for (const folder of folders)
    for (const name of ['.venv', 'venv']) {
      const path = pythonIn(join(folder, name))
      if (path !== undefined) return { path, install: installer(folder, path) }
    }
  const active = env['VIRTUAL_ENV'] === undefined ? undefined : pythonIn(env['VIRTUAL_ENV'])
  if (active !== undefined) return { path: active, install: installer(cwd, active) }
  return (await managedPython(folders, env)) ?? { path: 'python3', install: 'python3 -m pip install' }
}

/** The folders from `start` upwards, to that of the repository. */
function foldersUpwards(start: string): readonly string[] {
  const folders: string[] = []
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(folder)
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return folders
  }
}

/** Returns the Python of a virtual environment (PEP 405). */
function pythonIn(folder: string): string | undefined {
  const path = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
  return existsSync(path) ? path : undefined
}

/** The virtual environments of these lie elsewhere by default, and only they know where. */
async function managedPython(folders: readonly string[], env: CommandPlace['env']): Promise<Python | undefined> {
  for (const cwd of folders) {
    for (const { isUsed, command, install } of pythonManagers) {
      if (!isUsed(cwd)) continue
      const [program = '', ...args] = command
      const { stdout } = await execute(program, args, { cwd, env, timeout: askMs }).catch(() => ({ stdout: '' }))
      const path = stdout.trim() === '' ? undefined : pythonIn(stdout.trim().split('\n').at(-1) ?? '')
      if (path !== undefined) return { path, install }
    }
  }
  return undefined
}

const pythonManagers = [
  {
    isUsed: (folder: string) => existsSync(join(folder, 'Pipfile')),
    command: ['pipenv', '--venv'],
    install: 'pipenv install',
  },
  { isUsed: usesPoetry, command: ['poetry', 'env', 'info', '--path'], install: 'poetry add' },
] as const

function usesPoetry(folder: string): boolean {
  if (existsSync(join(folder, 'poetry.lock'))) return true
  const project = join(folder, 'pyproject.toml')
  return existsSync(project) && /^\[tool\.poetry[\].]/m.test(readFileSync(project, 'utf8'))
}

function installer(folder: string, path: string): string {
  return existsSync(join(folder, 'uv.lock')) ? 'uv add' : `${path} -m pip install`
}

const script = 'import importlib.metadata as m, sys; print(m.version(sys.argv[1]))'

async function versionOf(name: string, python: string, { cwd, env }: CommandPlace): Promise<string> {
  const { stdout } = await execute(python, ['-c', script, name], { cwd, env, timeout: askMs })
  return stdout.trim()
}

function missingModule(
  name: string,
  { path }: Python,
  install: string,
  { place, cause }: { readonly place: CommandPlace; readonly cause: Error & { readonly code?: unknown } },
): PortsideError {
  const isMissing = cause.code === 'ENOENT'
  return new PortsideError({
    code: 'E_SPAWN_FAILED',
    service: place.service,
    summary: isMissing ? `the Python ${path} was not found` : `${name} is not installed for ${path}`,
    evidence: [`working directory: ${place.cwd}`],
    hints: [
      ...(isMissing ? [] : [`Install it: \`${install}\`.`]),
      'A virtual environment is looked for as `.venv` and `venv` from the working directory upwards, then as VIRTUAL_ENV, Pipenv and Poetry name it. `interpreter` names another Python.',
    ],
    cause,
  })
}
