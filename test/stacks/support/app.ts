import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { leftBehind } from '../../support/left-behind'
import { installTools, type ToolGroup } from './tools'

/** The folder of an app that a tool serves. */
export interface App {
  readonly directory: string
  /** Writes files, by their paths in the folder. */
  readonly write: (files: Readonly<Record<string, string>>) => Promise<void>
  /** The variable by which its processes are recognised. */
  readonly env: { readonly STACKS_MARK: string }
  /** Proves that no process of it and none of these addresses is left. */
  readonly expectNothingLeft: (urls: readonly string[]) => Promise<void>
  readonly remove: () => Promise<void>
}

/** Makes the folder of an app below that of its tools, where npm, Node.js and bundlers find them; without tools, in a folder of its own. */
export async function createApp(group: ToolGroup | undefined, files: Readonly<Record<string, string>>): Promise<App> {
  const parent = group === undefined ? await realpath(tmpdir()) : await installTools(group)
  const directory = await mkdtemp(join(parent, 'stacks-app-'))
  const mark = randomUUID()
  await write(files)
  return {
    directory,
    write,
    env: { STACKS_MARK: mark },
    expectNothingLeft: async (urls) => expect(await leftBehind(`STACKS_MARK=${mark}`, urls)).toEqual([]),
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  }

  async function write(written: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(written)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), text)
    }
  }
}
