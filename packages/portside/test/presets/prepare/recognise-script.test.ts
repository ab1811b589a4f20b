import { expect, test } from 'vitest'
import { recogniseScript } from '../../../src/presets/prepare/recognise-script'

test.each([
  ['vite', 'vite'],
  ['vite --mode e2e', 'vite'],
  ['vite dev', 'vite'],
  ['vite preview', 'vite'],
  ['npm run build && vite preview', 'vite'],
  ['NODE_OPTIONS=--no-warnings vite', 'vite'],
  ['cross-env A=1 B=2 next dev --turbopack', 'next'],
  ['npx next start', 'next'],
  ['next', 'next'],
  ['nuxt dev', 'nuxt'],
  ['nuxi dev', 'nuxt'],
  ['astro dev', 'astro'],
  ['pnpm exec astro preview', 'astro'],
  ['ng serve shop', 'angular'],
  ['ng s', 'angular'],
  ['storybook dev -p 6006', 'storybook'],
  ['sb dev', 'storybook'],
])('%s is recognised', (line, name) => {
  const found = recogniseScript({ dev: line }, 'dev')
  expect(found).toMatchObject({ script: 'dev', source: { name } })
})

test.each([
  'vite build',
  'next build',
  'ng build',
  'storybook build',
  'start-storybook -p 6006',
  'vitest',
  'node server.js',
  'vite | tee log',
  'vite & node api.js',
  'concurrently "vite" "node api.js"',
  'vite && node after.js',
  'vite > log',
  '',
])('%s is run as it is', (line) => {
  expect(recogniseScript({ dev: line }, 'dev')).toEqual({ script: 'dev' })
})

test('a script that only runs another one is replaced by that, since npm takes the arguments for its own', () => {
  const scripts = { start: 'npm run dev', dev: 'pnpm web', web: 'vite', hooked: 'npm run dev', prehooked: 'x' }
  expect(recogniseScript(scripts, 'start')).toMatchObject({ script: 'web', source: { name: 'vite' } })
  expect(recogniseScript(scripts, 'hooked')).toEqual({ script: 'hooked' })
})

test('scripts that run each other end the search', () => {
  expect(recogniseScript({ a: 'npm run b', b: 'npm run a' }, 'a')).toEqual({ script: 'a' })
})
