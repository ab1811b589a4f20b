import { cacheLocation, type CacheEntry, clearCache, listCache } from '@portside/core/main'
import type { Command, Options } from '../terminal/command'
import { formatAge, formatTable } from '../terminal/format-table'
import { parseOptions } from '../terminal/parse-options'

const headings = ['KIND', 'WHAT', 'MB', 'LAST USED']
const bytesOfMegabyte = 1e6

const options = {
  json: { type: 'boolean', help: 'Print it as JSON' },
} as const satisfies Options

/** `portside cache`. */
export const cacheCommand: Command = {
  summary: 'Show or clear what services keep between runs',
  usage: '[clear] [options]',
  about:
    'Databases keep initialised data folders, with what migrations and seeds have made of them, so that the next run need not make them again. What was not used for longest is removed by itself.',
  options,
  examples: ['portside cache', 'portside cache clear'],
  run: showOrClear,
}

async function showOrClear(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], options, allowPositionals: true })
  const [action, ...rest] = positionals
  if (rest.length > 0 || (action !== undefined && action !== 'clear'))
    throw new TypeError(`portside cache takes no argument but \`clear\`, got ${positionals.join(' ')}`)
  const entries = await listCache()
  if (action === 'clear') await clearCache()
  print(entries, { isJson: values.json ?? false, isCleared: action === 'clear' })
  return 0
}

function print(
  entries: readonly CacheEntry[],
  { isJson, isCleared }: { readonly isJson: boolean; readonly isCleared: boolean },
): void {
  const folder = cacheLocation()
  if (isJson) process.stdout.write(`${JSON.stringify({ folder, isCleared, entries })}\n`)
  else if (entries.length === 0) process.stderr.write(`Nothing is kept in ${folder}\n`)
  else if (isCleared) process.stderr.write(`Removed ${megabytes(sumOf(entries))} MB from ${folder}\n`)
  else process.stdout.write(formatTable(headings, entries.map(asRow)))
}

function asRow({ kind, label, bytes, usedAtMs }: CacheEntry): readonly string[] {
  return [kind, label, megabytes(bytes), `${formatAge(Date.now() - usedAtMs)} ago`]
}

function sumOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0)
}

function megabytes(bytes: number): string {
  return (bytes / bytesOfMegabyte).toFixed(0)
}
