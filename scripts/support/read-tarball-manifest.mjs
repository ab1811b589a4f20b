import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const blockBytes = 512

/** The `package.json` inside a packed package. The format is ustar (POSIX.1-1988): a header block, then the file's blocks. */
export function readTarballManifest(tarball) {
  const archive = gunzipSync(readFileSync(tarball))
  for (let at = 0; at < archive.length;) {
    const name = text(archive, at, 100)
    const bytes = Number.parseInt(text(archive, at + 124, 12), 8) || 0
    if (name === 'package/package.json') return JSON.parse(text(archive, at + blockBytes, bytes))
    at += blockBytes * (1 + Math.ceil(bytes / blockBytes))
  }
  throw new Error(`${tarball} has no package.json`)
}

function text(archive, from, bytes) {
  return archive.toString('utf8', from, from + bytes).replace(/\0.*$/s, '')
}
