/**
 * Loads the default export of a file, be it TypeScript, ESM or CommonJS. Through jiti, since Node 20 takes no TypeScript,
 * and since a CommonJS build cannot say `import()` where Jest runs it. `isFresh` loads it again, with what it
 * imports. Throws whatever the file throws.
 */
export async function loadModule(file: string, { isFresh = false } = {}): Promise<unknown> {
  const { createJiti } = await import('jiti')
  // Its cache of files may be in the temporary folder, where other users could put code of theirs that this process would run.
  const options = { fsCache: false, ...(isFresh ? { moduleCache: false } : {}) }
  return createJiti(file, options).import(file, { default: true })
}
