import { join } from 'node:path'
import { startProgram, type Program } from './program'

/** A Python server on a port of 127.0.0.1 that sets the socket option given, and none by default. */
export function bindByPython(port: number, option: 'none' | 'reuseaddr' | 'reuseport' = 'none'): Program {
  return startProgram(['python3', join(import.meta.dirname, '../programs/bind.py'), '127.0.0.1', String(port), option])
}
