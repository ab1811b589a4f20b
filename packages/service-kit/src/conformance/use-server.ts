import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type Apart, type Circumstances, serveApart } from './serve-apart'
import type { ConformanceSubject } from './subject'

/** A name by which nothing else on this machine is found. */
export function newName(): string {
  return `cf${randomBytes(5).toString('hex')}`
}

/** Writes a value and reads it. */
export async function assertUsable({ write, read }: ConformanceSubject, url: string): Promise<void> {
  await write(url)
  await assertWritten(read, url)
}

/** Reads the value that was written. */
export async function assertWritten(read: ConformanceSubject['read'], url: string): Promise<void> {
  assert.ok((await read(url)) != null, `Expected \`read\` to find what \`write\` has written to ${new URL(url).host}`)
}

/** Begins to start a server from a process of its own. */
export async function beginApart(
  { program, startLimitMs = 30_000 }: ConformanceSubject,
  circumstances: Pick<Circumstances, 'env' | 'user'>,
): Promise<{ readonly name: string; readonly apart: Apart }> {
  const name = newName()
  const path = typeof program === 'string' ? program : await program()
  return { name, apart: serveApart({ ...circumstances, name, program: path, limitMs: startLimitMs }) }
}
