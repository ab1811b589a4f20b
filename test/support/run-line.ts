import { spawn } from 'node:child_process'

/** How a command line ended. */
export interface LineResult {
  readonly code: number | null
  /** Standard output and standard error as they came, without colours. */
  readonly output: string
}

/** Runs a line of a README as a user's shell would, in `cwd`, and resolves when it has ended. */
export async function runLine(line: string, cwd: string, variables: NodeJS.ProcessEnv = {}): Promise<LineResult> {
  const env = { ...userEnvironment(), NO_COLOR: '1', ...variables }
  const child = spawn(line, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // oxlint-disable-next-line no-control-regex
    child.once('close', (code) => resolve({ code, output: output.replaceAll(/\u001B\[[0-9;]*m/g, '') }))
  })
}

// The variables that this test run has added: Vitest's own, Vite's (common words), pnpm's for its scripts.
const ownNames = /^(VITEST|PORTSIDE_|npm_(?!config_(registry|cache|cafile|https?_proxy|userconfig)$)|PNPM_|PACKED_)/
const viteNames = new Set(['NODE_ENV', 'NODE_OPTIONS', 'BASE_URL', 'MODE', 'DEV', 'PROD', 'SSR', 'TEST', 'INIT_CWD'])

function userEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env)
  return Object.fromEntries(entries.filter(([name]) => !ownNames.test(name) && !viteNames.has(name)))
}
