import { execFile } from 'node:child_process'

const endsWithinMs = 10_000

/**
 * Runs a tool of the system and returns its output, in the C locale. Output before a failure counts too, because lsof exits with 1 when it could not
 * see everything. `''` when the tool is not there.
 */
export function runTool(file: string, args: readonly string[]): Promise<string> {
  const options = {
    encoding: 'utf8',
    // An ordinary user's PATH lacks the folders of administrators' tools.
    env: { ...process.env, PATH: withSystemFolders(process.env['PATH']), LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
    timeout: endsWithinMs,
    windowsHide: true,
  } as const
  return new Promise((resolve) => {
    execFile(file, args, options, (_error, output) => resolve(output))
  })
}

function withSystemFolders(path = ''): string {
  return process.platform === 'win32' ? path : `${path}:/usr/sbin:/sbin`
}
