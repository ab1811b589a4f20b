import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { chromium } from '../../support/playwright-project'
import { runProgram } from '../../support/run-program'
import { installTools } from './tools'

/** The reason why no page can be opened here, if that is so. */
export const noBrowser = existsSync(chromium) ? undefined : 'chromium is not installed'

/** Proves that a page is hydrated in a browser: its button counts clicks, and none of its requests has failed. */
export async function expectHydrated(url: string): Promise<void> {
  const playwright = join(await installTools('browser'), 'node_modules/playwright-core')
  const program = fileURLToPath(new URL('../programs/click.mjs', import.meta.url))
  const { code, output } = await runProgram([process.execPath, program, playwright, chromium, url]).ended
  expect(code, output).toBe(0)
  expect(JSON.parse(output)).toEqual({ button: expect.stringMatching(/^clicked [1-9]/), errors: [] })
}
