import { dirname, join } from 'node:path'
import type { CheckContext, CheckResult } from './check'
import { readText } from './read-text'

/** Which version of a test runner this folder has, and whether it is supported; without `majors` every version is. */
export async function checkRunner(
  { folder }: CheckContext,
  name: string,
  majors?: readonly [from: number, to: number],
): Promise<CheckResult | undefined> {
  const version = await installedVersion(folder, name)
  if (version === undefined) return undefined
  const major = Number.parseInt(version, 10)
  if (majors === undefined || (major >= majors[0] && major <= majors[1])) return { name, state: 'ok', fact: version }
  const supported = majors.join(' and ')
  return {
    name,
    state: 'warn',
    fact: `${version}: only ${supported} are supported`,
    fix: `Install ${name} ${majors[1]}`,
  }
}

// By the folders alone, as import looks: package managers put more into NODE_PATH, which only require() knows.
async function installedVersion(folder: string, name: string): Promise<string | undefined> {
  const text = await readText(join(folder, 'node_modules', name, 'package.json'))
  if (text !== undefined) return versionOf(text)
  const parent = dirname(folder)
  return parent === folder ? undefined : installedVersion(parent, name)
}

function versionOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { version?: string }).version
  } catch {
    return undefined
  }
}
