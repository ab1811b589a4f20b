import { chmod } from 'node:fs/promises'
import { createFolder, type Folder } from '../../../../test/support/create-folder'

/** A server that answers with its arguments and some variables, and writes the file `asked` for each request. */
const program = `#!/usr/bin/env node
const { createServer } = require('node:http')
const at = (flag) => process.argv[process.argv.indexOf(flag) + 1]
const { NODE_ENV, MODE_OF_TOOL, PORT } = process.env
if (process.argv.includes('--fail')) { console.error('Error: the lock is held by process 7'); process.exit(1) }
const port = process.argv.includes('--port') ? at('--port') : PORT
createServer((request, response) => {
  response.statusCode = process.argv.includes('--missing') ? 404 : 200
  response.end(JSON.stringify({ args: process.argv.slice(2), NODE_ENV, MODE_OF_TOOL, url: request.url }))
}).listen(Number(port), process.argv.includes('--host') ? at('--host') : '127.0.0.1')
`

/** The answer of that server. */
export interface ToolAnswer {
  readonly args: readonly string[]
  readonly NODE_ENV?: string
  readonly MODE_OF_TOOL?: string
}

/** Makes a project in which version `version` of the package \`vite\` is installed: a small server of these tests under that name. */
export async function toolProject(
  version: string,
  files: Readonly<Record<string, string>> = {},
  name = 'vite',
): Promise<Folder> {
  const folder = await createFolder({
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version }),
    [`node_modules/.bin/${name}`]: program,
    'package.json': JSON.stringify({ private: true }),
    'inner/index.html': '',
    ...files,
  })
  await chmod(folder.file(`node_modules/.bin/${name}`), 0o755)
  return folder
}
