import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { test } from '@playwright/test'

/**
 * Finds the `test` of the project's own Playwright Test, from the folder in which it was started. This package may lie above the project, beside
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
