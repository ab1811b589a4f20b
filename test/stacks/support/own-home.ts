import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/**
 * Makes a home folder for the tools of a test file, and returns the variables that name it. Storybook writes `.storybook/settings.json` into the home
 * of its user, which is not to be that of the developer.
 */
export function ownHome(): { readonly HOME: string; readonly USERPROFILE: string } {
  const home = mkdtempSync(join(tmpdir(), 'stacks-home-'))
  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  return { HOME: home, USERPROFILE: home }
}
