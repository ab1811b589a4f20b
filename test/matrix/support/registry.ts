import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readTarballManifest } from '../../../scripts/support/read-tarball-manifest.mjs'

/** A package registry on loopback. */
export interface Registry {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Serves packed packages, by their names, as a registry would, and sends who asks for anything else on to `upstream`. */
export async function startRegistry(tarballs: Readonly<Record<string, string>>, upstream: string): Promise<Registry> {
  const documents = new Map<string, object>()
  const files = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/')
    const document = documents.get(path)
    const file = files.get(path)
    if (document !== undefined) sendJson(response, document)
    else if (file !== undefined) response.setHeader('content-type', 'application/octet-stream').end(file)
    else response.writeHead(307, { location: new URL((request.url ?? '/').slice(1), `${upstream}/`).href }).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const [name, tarball] of Object.entries(tarballs)) {
    const bytes = await readFile(tarball)
    const manifest = readTarballManifest(tarball)
    const path = `/${name}/-/${name.split('/').at(-1) ?? ''}-${manifest.version}.tgz`
    files.set(path, bytes)
    documents.set(`/${name}`, packageDocument(manifest, url + path, bytes))
  }
  return { url, close: () => closeServer(server) }
}

/** https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md#package */
function packageDocument(manifest: { name: string; version: string }, tarball: string, bytes: Buffer): object {
  const { name, version } = manifest
  // Package managers may refuse what was published a moment ago.
  const published = '2020-01-01T00:00:00.000Z'
  const dist = {
    tarball,
    shasum: digest('sha1', bytes, 'hex'),
    integrity: `sha512-${digest('sha512', bytes, 'base64')}`,
  }
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { created: published, modified: published, [version]: published },
  }
}

function digest(algorithm: string, bytes: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(bytes).digest(encoding)
}

function sendJson(response: ServerResponse, document: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
}

async function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
