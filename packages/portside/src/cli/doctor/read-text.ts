import { readFile } from 'node:fs/promises'

/** A small text file of the system; `undefined` when it is not there or may not be read. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}
