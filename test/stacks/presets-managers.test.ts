// Scripts and tools under package managers other than npm.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { vitePage } from './support/pages'
import { testPreset } from './support/preset-promises'
import { missing } from './support/programs'

const execute = promisify(execFile)

testPreset({
  name: "script('dev') by pnpm",
  preset: 'script',
  tools: 'vite',
  files: { ...vitePage, 'pnpm-lock.yaml': '' },
  hasPage: true,
  reason: missing('pnpm'),
})

/** Vite's packages stay in archives, so that the page has none of its own. */
const plugAndPlay = {
  'index.html': vitePage['index.html'] ?? '',
  'main.js': `
    const button = document.querySelector('button')
    let count = 0
    button.onclick = () => (button.innerText = 'clicked ' + (count += 1))`,
  'package.json': JSON.stringify({ private: true, scripts: { dev: 'vite' }, devDependencies: { vite: '7.3.8' } }),
  'yarn.lock': '',
}

for (const preset of ['vite', 'script'] as const)
  testPreset({
    name: `${preset}() with Yarn's Plug'n'Play`,
    preset,
    tools: 'yarn',
    files: plugAndPlay,
    hasPage: true,
    options: { env: { YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_GLOBAL_CACHE: '0' } },
    prepare: async ({ directory }) => {
      const { stdout } = await execute('npm', ['config', 'get', 'registry'])
      const registry = { YARN_NPM_REGISTRY_SERVER: stdout.trim(), YARN_UNSAFE_HTTP_WHITELIST: '*' }
      const settings = {
        YARN_ENABLE_TELEMETRY: '0',
        YARN_ENABLE_GLOBAL_CACHE: '0',
        YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
      }
      const env = { ...process.env, ...registry, ...settings }
      await execute('npx', ['--no-install', 'yarn', 'install'], { cwd: directory, env })
    },
  })
