import {
  angularPage,
  astroPage,
  nextPage,
  nuxtPage,
  reactRouterPage,
  svelteKitPage,
  vitePage,
  webpackPage,
} from './support/pages'
import { testPreset } from './support/preset-promises'

const page = { hasPage: true } as const
const react = `import './nowhere'\nexport default () => <p />`

testPreset({ ...page, name: 'vite()', preset: 'vite', tools: 'vite', files: vitePage, isInShort: true })
testPreset({ ...page, name: 'vite() with Vite 4', preset: 'vite', tools: 'vite-4', files: vitePage })
testPreset({ ...page, name: "script('dev') of Vite", preset: 'script', tools: 'vite', files: vitePage })
testPreset({
  ...page,
  name: 'next()',
  preset: 'next',
  tools: 'next',
  files: nextPage,
  broken: { 'app/page.jsx': react },
  isInShort: true,
  runsTwice: false,
})
testPreset({
  ...page,
  name: 'next() with Next 15',
  preset: 'next',
  tools: 'next-15',
  files: nextPage,
  broken: { 'app/page.jsx': react },
  runsTwice: false,
})
testPreset({
  ...page,
  name: 'astro()',
  preset: 'astro',
  tools: 'astro',
  files: astroPage,
  broken: { 'src/pages/index.astro': `---\nimport x from './nowhere'\n---\n<p>{x}</p>` },
})
testPreset({
  ...page,
  name: 'nuxt()',
  preset: 'nuxt',
  tools: 'nuxt',
  files: nuxtPage,
  broken: { 'app/app.vue': `<script setup>\nimport x from './nowhere'\n</script><template><p>{{ x }}</p></template>` },
})
testPreset({
  ...page,
  name: 'angular()',
  preset: 'angular',
  tools: 'angular',
  files: angularPage,
  broken: { 'src/main.ts': `import { x } from './nowhere'\nconsole.log(x)` },
})
testPreset({ ...page, name: 'svelteKit()', preset: 'svelteKit', tools: 'svelte-kit', files: svelteKitPage })
testPreset({ ...page, name: 'reactRouter()', preset: 'reactRouter', tools: 'react-router', files: reactRouterPage })
testPreset({ ...page, name: 'webpack()', preset: 'webpack', tools: 'webpack', files: webpackPage })
