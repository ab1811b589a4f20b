// The table of presets whose tools run on Node.js: how each is given its address, and all else that is known of it.
import type { PresetSource } from './preset-source'

/** The value with which tools serve pages for development, whatever a test runner has set. */
const development = { NODE_ENV: 'development' }

export const viteSource: PresetSource = {
  name: 'vite',
  npm: 'vite',
  from: '3.0',
  address: ['--port', '{port}', '--strictPort', '--host', '{host}'],
  // A second one in the folder of the developer's is meant, and both work with one cache.
  since: [{ version: '8.4', words: ['--bypass-lock'] }],
  scripts: ['', 'dev', 'serve', 'preview'],
  urlHost: 'localhost',
  env: development,
}

export const nextSource: PresetSource = {
  name: 'next',
  npm: 'next',
  from: '13.0',
  command: ['dev'],
  address: ['--port', '{port}', '--hostname', '{host}'],
  aliases: ['-p', '-H'],
  scripts: ['', 'dev', 'start'],
  urlHost: 'localhost',
  warm: ['/'],
  // The file of a page that does not compile; errors at run time have other lines.
  failed: /^ ?⨯ \.{1,2}\/\S+.*$/m,
  env: { ...development, NEXT_TELEMETRY_DISABLED: 1 },
  hints: [
    {
      pattern: /Another .*next dev.* is already running/,
      hint: "Next.js allows one server for each `distDir`. Use the one that runs, with `existing: 'http://…'`; or set `distDir: process.env.NEXT_DIST_DIR` in next.config, and `env: { NEXT_DIST_DIR: '.next-test' }` here.",
    },
  ],
}

export const nuxtSource: PresetSource = {
  name: 'nuxt',
  npm: 'nuxt',
  from: '3.0',
  command: ['dev'],
  scriptPrograms: ['nuxi'],
  address: ['--port', '{port}', '--host', '{host}'],
  aliases: ['-p', '-h'],
  urlHost: 'localhost',
  warm: ['/'],
  failed: /Cannot start nuxt:.*|Failed to load url .*|Failed to resolve import .*/,
  env: { ...development, NUXT_TELEMETRY_DISABLED: 1, NUXT_IGNORE_LOCK: 1 },
}

export const astroSource: PresetSource = {
  name: 'astro',
  npm: 'astro',
  from: '3.0',
  command: ['dev'],
  address: ['--port', '{port}', '--host', '{host}'],
  scripts: ['', 'dev', 'preview'],
  urlHost: 'localhost',
  failed: /\[ERROR\] Could not import .*/,
  env: { ...development, ASTRO_TELEMETRY_DISABLED: 1, ASTRO_DISABLE_UPDATE_CHECK: 'true' },
  hints: [
    {
      pattern: /astro .*--port\b.*--port\b/,
      hint: 'The script has `--port` of its own, and Astro ignores two: remove it from the script.',
    },
  ],
}

export const angularSource: PresetSource = {
  name: 'angular',
  npm: '@angular/cli',
  program: 'ng',
  from: '17.0',
  command: ['serve'],
  address: ['--port', '{port}', '--host', '{host}'],
  scripts: ['serve', 's', 'dev'],
  urlHost: 'localhost',
  failed: /Application bundle generation failed.*/,
  env: { ...development, NG_CLI_ANALYTICS: 'false' },
}

export const svelteKitSource: PresetSource = { ...viteSource, name: 'svelteKit', program: 'vite', command: ['dev'] }

export const reactRouterSource: PresetSource = {
  name: 'reactRouter',
  npm: '@react-router/dev',
  program: 'react-router',
  from: '7.0',
  command: ['dev'],
  address: ['--port', '{port}', '--strictPort', '--host', '{host}'],
  urlHost: 'localhost',
  env: development,
}

export const webpackSource: PresetSource = {
  name: 'webpack',
  npm: 'webpack-dev-server',
  program: 'webpack',
  from: '4.0',
  command: ['serve'],
  address: ['--port', '{port}', '--host', '{host}', '--no-open'],
  aliases: ['--open'],
  scripts: ['serve', 'server', 's'],
  urlHost: 'localhost',
  env: development,
  // Its list of assets, which waits for the first compilation; a page that is a file does not.
  warm: ['/webpack-dev-server'],
}

export const storybookSource: PresetSource = {
  name: 'storybook',
  npm: 'storybook',
  from: '8.0',
  command: ['dev'],
  scriptPrograms: ['sb'],
  address: ['--port', '{port}', '--host', '{host}', '--exact-port', '--ci', '--no-version-updates'],
  aliases: ['-p', '-h'],
  // The list of stories, for which all their files are read. Nothing listens before the preview is built.
  ready: '/index.json',
  warm: ['/iframe.html'],
  failed: /Unable to index .*|(?:Internal server|Pre-transform) error: .*/,
  env: { ...development, STORYBOOK_DISABLE_TELEMETRY: 1 },
  hints: [
    {
      pattern: /TypeError: Invalid URL\b[^]*getServerAddresses/,
      hint: "Storybook makes a URL of its host, which fails for an IPv6 address: leave out `host: '::1'`.",
    },
  ],
}

/** The presets whose tools scripts of `package.json` start. */
export const npmSources: readonly PresetSource[] = [
  viteSource,
  nextSource,
  nuxtSource,
  astroSource,
  angularSource,
  reactRouterSource,
  webpackSource,
  storybookSource,
]
