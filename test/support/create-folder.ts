import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder of a test's own. */
export interface Folder extends AsyncDisposable {
  readonly path: string
  /** Returns the path of a file in it. */
  readonly file: (name: string) => string
}

/** Makes a folder with these files in the temporary folder; it is removed when it is disposed of. */
export async function createFolder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'portside-test-')))
  const file = (name: string) => join(path, name)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(file(name)), { recursive: true })
    await writeFile(file(name), text)
  }
  return { path, file, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
