import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** A file of variables that sets PORT. */
export interface PortFile {
  readonly file: string
  readonly port: number
}

/** The files that dotenv and the tools that use it read, by their usual names. */
const names = ['.env', '.env.local', '.env.test', '.env.test.local', '.env.development', '.env.development.local']

/** Returns the files of variables in a folder that set PORT: a loader that overrides the environment takes it from there. */
export function findPortFiles(folder: string | undefined): readonly PortFile[] {
  if (folder === undefined) return []
  return names.flatMap((file) => {
    const port = Number(variablesOf(join(folder, file))['PORT'])
    return Number.isInteger(port) && port > 0 ? [{ file, port }] : []
  })
}

function variablesOf(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch {
    // It is not there, or not for this user.
    return {}
  }
}
