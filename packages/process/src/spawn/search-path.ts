import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Returns `env` with the `node_modules/.bin` folders from `cwd` upwards in front of its search path, as npm does it. */
export function withLocalBinaries(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Readonly<Record<string, string | undefined>> {
  const name = pathName(env)
  const path = [...localBinaries(cwd), ...(env[name] ? [env[name]] : [])].join(delimiter)
  return path === '' ? env : { ...env, [name]: path }
}

/** Returns the folders in which `env` has programs. */
export function searchFolders(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return (env[pathName(env)] ?? '').split(delimiter).filter((folder) => folder !== '')
}

/** Windows spells it `Path`, and ignores the case. */
function pathName(env: Readonly<Record<string, string | undefined>>): string {
  if (process.platform !== 'win32') return 'PATH'
  return Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
}

function localBinaries(cwd: string): readonly string[] {
  const folders: string[] = []
  for (let folder = cwd; ; folder = dirname(folder)) {
    const binaries = join(folder, 'node_modules', '.bin')
    if (existsSync(binaries)) folders.push(binaries)
    if (dirname(folder) === folder) return folders
  }
}
