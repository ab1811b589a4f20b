import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { globalState, printWarning } from '@portside/internal'
import { slowLoadMs } from '../protocol/messages'

/** Warns, once in a run, of a services file that each test file spends much time on. */
export function warnOfLoading(file: string, elapsedMs: number): void {
  const warned = globalState('slow-files', () => ({ files: new Set<string>() })).files
  if (elapsedMs <= slowLoadMs || warned.has(file) || !hasImports(file)) return
  warned.add(file)
  const fix = `Import what only a service needs when that starts: inProcess(() => import('./server'))`
  const text = `${basename(file)} takes ${Math.round(elapsedMs)} ms to load with all that it imports, in each test file that imports it. ${fix}`
  printWarning('PORTSIDE_SLOW_FILE', text)
}

/** Whether a file imports more than portside. Of one that does not, only a busy machine makes a slow one. */
function hasImports(file: string): boolean {
  const text = readFileSync(file, 'utf8')
  const imported = [...text.matchAll(/\b(?:from|import|require\()\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name)
  return imported.some((name) => !/^(?:@?portside(?:\/|$)|node:)/.test(name))
}
