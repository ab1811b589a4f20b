import { spawnSync } from 'node:child_process'

/** The reason why a program of the system cannot be tried here, if that is so. */
export function missing(program: string): string | undefined {
  const { status } = spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
  return status === 0 ? undefined : `${program} is not installed`
}

/** The Python of the system, which has Debian's packages; the first on PATH may be another. */
export const python = '/usr/bin/python3'

/** The reason why a package of Python cannot be tried here, if that is so. */
export function missingInPython(name: string): string | undefined {
  const { status } = spawnSync(python, ['-c', `import ${name}`], { stdio: 'ignore' })
  return status === 0 ? undefined : `${python} has no ${name}`
}

/** The reason why a library of Ruby cannot be tried here, if that is so. */
export function missingInRuby(name: string): string | undefined {
  const { status } = spawnSync('ruby', ['-e', 'require ARGV[0]', name], { stdio: 'ignore' })
  return status === 0 ? undefined : `ruby has no ${name}`
}

/** The end of the name of a test that such a reason skips. */
export function skipNote(reason: string | undefined): string {
  return reason === undefined ? '' : ` (skipped: ${reason})`
}
