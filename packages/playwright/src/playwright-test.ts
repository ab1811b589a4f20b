import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { test } from '@playwright/test'

/**
 * The `test` of the project's own Playwright Test, found from the folder that it was started in. This package may lie above the project, beside
 * another version, and Playwright Test refuses to be loaded twice.
 */
export function playwrightTest(): typeof test {
  try {
    return load(join(process.cwd(), 'package.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    return load(import.meta.url)
  }
}

function load(from: string): typeof test {
  return (createRequire(from)('@playwright/test') as { readonly test: typeof test }).test
}
