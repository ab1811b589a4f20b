/** The parts of a source map that are used here (ECMA-426). */
interface Mappings {
  readonly sources?: readonly string[]
  readonly sourceRoot?: string
}

/**
 * Returns the place in the original source of a place in a compiled file, both as `file:line:column`, by the map that lies beside the file, as in
 * `services.js.map`. A place in any other file is returned as it is. Reads the map each time: it serves errors.
 */
export function originalPlace(place: string): string {
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? []
  const map = readMap(file)
  if (map === undefined) return place
  const { SourceMap } = process.getBuiltinModule('node:module')
  // Lines and columns of maps begin with 0.
  const entry = new SourceMap(map as never).findEntry(Number(line) - 1, Number(column) - 1)
  if (!('originalSource' in entry)) return place
  const source = sourcePath(file, map, entry.originalSource)
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
}

/** Returns the sources that a compiled file was made from; none for any other file. */
export function originalFiles(file: string): readonly string[] {
  const map = readMap(file)
  return map?.sources?.map((source) => sourcePath(file, map, source)) ?? []
}

function readMap(file: string): Mappings | undefined {
  if (!/\.[cm]?js$/.test(file)) return undefined
  try {
    return JSON.parse(process.getBuiltinModule('node:fs').readFileSync(`${file}.map`, 'utf8')) as Mappings
  } catch {
    return undefined
  }
}

function sourcePath(file: string, { sourceRoot = '' }: Mappings, source: string): string {
  const path = process.getBuiltinModule('node:path')
  if (!source.startsWith('file://')) return path.resolve(path.dirname(file), sourceRoot, source)
  return process.getBuiltinModule('node:url').fileURLToPath(source)
}
