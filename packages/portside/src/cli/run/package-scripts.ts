import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProject } from '@portside/core/main'
import { nearNames } from '@portside/internal'

/** Returns the names of the scripts of the nearest package.json from `directory` upwards; none if it cannot be read. */
export function packageScripts(directory: string): readonly string[] {
  try {
    const { scripts } = JSON.parse(readFileSync(packageFile(directory), 'utf8')) as { readonly scripts?: object }
    return Object.keys(scripts ?? {})
  } catch {
    return []
  }
}

/**
 * Returns the command line of `npm:start:api`, which runs a script of package.json; other lines are returned as they are. Throws a `TypeError` when
 * there is no such script.
 */
export function withScript(line: string, directory: string): string {
  const [, script, rest] = /^npm:(\S+)(?:\s+(\S.*))?$/s.exec(line.trim()) ?? []
  if (script === undefined) return line
  const scripts = packageScripts(directory)
  if (!scripts.includes(script)) {
    const near = nearNames(script, scripts).map((name) => `npm:${name}`)
    const hint = near.length === 0 ? '' : `: is ${near.join(' or ')} meant?`
    throw new TypeError(`Expected \`-s\` to name a script of ${packageFile(directory)}, got 'npm:${script}'${hint}`)
  }
  // npm's own report of a failed script would hide the last lines of the service.
  return ['npm run --silent', quoted(script), ...(rest === undefined ? [] : ['--', rest])].join(' ')
}

function packageFile(directory: string): string {
  return join(findProject(directory), 'package.json')
}

function quoted(word: string): string {
  return /^[\w:.@/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
