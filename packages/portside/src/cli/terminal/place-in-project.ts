import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPlace } from '@portside/internal'

/** A line of a stack, as V8 writes it: a place, perhaps in parentheses. */
const frame = /^ +at (?:.*\()?((?:file:\/\/)?\/?[^()\n]+):(\d+):(\d+)\)?$/gm

/**
 * Finds the place of an error in the project, such as `services.ts:3:7`: the first place of its stack in a file below the working directory that is
 * not a dependency's; `undefined` if there is none.
 */
export function placeInProject({ stack = '' }: Error, directory = process.cwd()): string | undefined {
  for (const [, file = '', line, column] of stack.matchAll(frame)) {
    const place = `${file.startsWith('file:') ? fileURLToPath(file) : file}:${line}:${column}`
    const path = relative(directory, originalPlace(place))
    const isOutside = !isAbsolute(file.replace(/^file:\/\//, '')) || path.startsWith('..') || isAbsolute(path)
    if (!isOutside && !path.split(sep).includes('node_modules')) return path
  }
  return undefined
}
