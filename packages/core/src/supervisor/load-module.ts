import { pathToFileURL } from 'node:url'

/** Loads the default export of a file: TypeScript through jiti, JavaScript as Node does. Throws whatever the file throws. */
export async function loadModule(file: string): Promise<unknown> {
  return /\.[cm]?tsx?$/.test(file) ? loadTypeScript(file) : loadJavaScript(file)
}

async function loadTypeScript(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  return createJiti(file).import(file, { default: true })
}

async function loadJavaScript(file: string): Promise<unknown> {
  const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown }
  // CommonJS that was compiled from `export default` has the value one level deeper.
  const exported = loaded.default as { __esModule?: boolean; default?: unknown } | undefined
  return exported?.__esModule === true ? exported.default : exported
}
