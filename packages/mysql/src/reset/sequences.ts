import type { Client } from '../client'
import { quoted } from '../names'

/** The next numbers of sequences, by their names. */
export type SequenceStates = ReadonlyMap<string, string>

/**
 * Reads the next numbers of the sequences of MariaDB. The server keeps numbers that it has not given out yet in memory, where only asking for one shows it; the sequence then goes back to that.
 * Those that have no number left are left out.
 */
export async function readSequences(client: Client, names: readonly string[]): Promise<SequenceStates> {
  const states = new Map<string, string>()
  for (const name of names) {
    const [row] = await client
      .query<{ next: number | string }>(`select nextval(${quoted(name)}) as next`)
      .catch(unlessExhausted)
    if (row === undefined) continue
    states.set(name, String(row.next))
    await client.query(sequenceStatement(name, String(row.next)))
  }
  return states
}

/** ER_SEQUENCE_RUN_OUT. */
function unlessExhausted(error: unknown): readonly never[] {
  if ((error as { readonly errno?: unknown }).errno !== 4084) throw error
  return []
}

/** Returns the statement that gives a sequence its next number. */
export function sequenceStatement(name: string, next: string): string {
  return `alter sequence ${quoted(name)} restart with ${next}`
}
