import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { invalidArgument } from '@portside/errors'
import type { ServerTrust } from '../handle/server-data'
import type { CommandSpec } from '../kinds/command/check-command-options'

/** Whom a handle trusts; nothing for a service without TLS. Throws a `TypeError` for a file that cannot be read. */
export async function readTrust(
  { protocol, ca }: Pick<CommandSpec, 'protocol' | 'ca'>,
  directory: string,
): Promise<ServerTrust | undefined> {
  if (protocol === 'http') return undefined
  if (ca === undefined || ca.includes('-----BEGIN ')) return { ca }
  return { ca: await readFile(resolve(directory, ca), 'utf8').catch(() => unreadable(ca)) }
}

function unreadable(ca: string): never {
  throw invalidArgument('ca', 'PEM or the path of a file that can be read', ca)
}
