import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { plainEnvironment } from '../support/environment.mjs'
import { programPath } from '../support/program.mjs'

const execute = promisify(execFile)

/** The modules that are loaded in fresh processes: Node's own HTTP for comparison, portside's entries, and its peers. */
export const importEntries = [
  { specifier: 'portside', how: 'import' },
  { specifier: 'portside', how: 'require' },
  { specifier: 'portside/jest', how: 'require' },
  { specifier: 'wait-on', how: 'import' },
  { specifier: 'jest-dev-server', how: 'import' },
  { specifier: 'start-server-and-test', how: 'import' },
  { specifier: '@playwright/test', how: 'import' },
  { specifier: 'node:http', how: 'import' },
]

/** Measures one `import` or `require` in a fresh process: milliseconds, and megabytes of resident memory. */
export async function measureImport({ specifier, how }, signal) {
  try {
    const env = plainEnvironment(process.env)
    const args = [programPath('import.mjs'), specifier, how]
    const { stdout } = await execute(process.execPath, args, { signal, env, timeout: 60_000, killSignal: 'SIGKILL' })
    return JSON.parse(stdout)
  } catch (error) {
    signal.throwIfAborted()
    return { failure: error.message }
  }
}
