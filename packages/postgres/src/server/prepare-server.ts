import { extendLaunch, type Launch, type PreparedService, type ServerData, type StartContext } from '@portside/core/kit'
import { isPortsideError, withDetails } from '@portside/errors'
import { probe } from '@portside/probe'
import { type BinaryFolder, programPath } from '@portside/service-kit'
import { type Client, openClient } from '../client'
import type { TemplateSteps } from '../database/template'
import { parseAddress, type PostgresAddress } from '../postgres-address'
import type { PostgresOptions } from '../postgres-options'
import { scramVerifier, writeAccessRules } from './access'
import { type Cluster, clusterCache, clusterKey, makeCluster, newPassword, superuser } from './cluster'
import { addContents, type ClusterContents, contentsOf } from './contents'
import { findPostgres } from './find-postgres'
import { makeServerFolder } from './server-folder'
import { settingArguments } from './settings'
import { removeSharedMemory } from './shared-memory'

/** Prepares one start of a server: its folder, its data, and the command. */
export async function prepareServer(
  options: PostgresOptions,
  templates: readonly TemplateSteps[],
  context: StartContext,
): Promise<PreparedService> {
  const contents = await contentsOf(options, templates, context)
  const found = await findPostgres(options, context)
  const folder = await makeServerFolder(found, context)
  const { binaries, user, env } = folder
  const cluster = await makeCluster(folder, contents.key, context).catch((error: unknown) => {
    throw withProgram(error, programPath(binaries, 'initdb'), found)
  })
  context.defer(() => removeSharedMemory(cluster.data))
  await writeAccessRules(cluster.data)
  const password = newPassword()
  const { port = 'lease', settings, startTimeoutMs } = options
  const program = programPath(binaries, 'postgres')
  return {
    command: [program, '-D', cluster.data, ...settingArguments(settings)],
    options: {
      cwd: cluster.data,
      // The server takes its port from here.
      env: (_, { port }) => ({ ...env, PGPORT: port }),
      port,
      protocol: 'postgres',
      ready: probe.postgres(),
      listenHook: false,
      placeholders: false,
      stopSignal: 'SIGINT',
      redact: [password, cluster.secret],
      ...(startTimeoutMs !== undefined && { startTimeoutMs }),
    },
    ...(user && { user }),
    finish: (launch) => finish(launch, { cluster, contents, password, context }),
    failed: async (error) => {
      // The cached folder may be broken: the next start makes it anew.
      if (cluster.cachedAs !== undefined && !context.signal.aborted) await clusterCache().drop(cluster.cachedAs)
      return withProgram(error, program, found)
    },
  }
}

/** Adds the path of a program that failed, and the way by which it was found. */
function withProgram(error: unknown, program: string, { source }: BinaryFolder): unknown {
  if (!isPortsideError(error)) return error
  return withDetails(error, { evidence: [...error.evidence, `The program is ${program} (${source}).`] })
}

interface Finishing {
  readonly cluster: Cluster
  readonly contents: ClusterContents
  readonly password: string
  readonly context: StartContext
}

/** Gives the superuser its new password, and the databases what they must have; if that is new, the data is kept for the next run while the server is stopped. */
async function finish(launch: Launch, { cluster, contents, password, context }: Finishing): Promise<Launch> {
  const ready = extendLaunch(launch, (data) => ({ url: urlOf(data, password) }))
  await setPassword(ready, cluster.secret, password)
  if (cluster.isComplete) return ready
  const address = parseAddress((ready.data as ServerData).url ?? '')
  const isWhole = await withClient(address, (client) => addContents(contents, client, { address, context }))
  if (!isWhole || ready.relaunch === undefined || contents.key === undefined) return ready
  const { key } = contents
  return ready.relaunch(() =>
    clusterCache().add(clusterKey(cluster.baseKey, key), cluster.data, {
      label: `${cluster.label}, with ${contents.label}`,
      product: cluster.label,
      secret: password,
    }),
  )
}

async function setPassword({ data }: Launch, secret: string, password: string): Promise<void> {
  const url = urlOf(data as ServerData, secret)
  const [client, verifier] = await Promise.all([
    openClient(parseAddress(url), { max: 1, hasArrays: false }),
    scramVerifier(password),
  ])
  try {
    await client.query(`ALTER ROLE ${superuser} PASSWORD '${verifier}'`)
  } finally {
    await client.close()
  }
}

async function withClient<Result>(address: PostgresAddress, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await openClient(address, { max: 1, hasArrays: false })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

function urlOf({ host, port }: ServerData, password: string): string {
  return `postgres://${superuser}:${password}@${host}:${port}/postgres`
}
