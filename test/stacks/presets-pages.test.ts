import { angularPage, astroPage, nextPage, nuxtPage, vitePage } from './support/pages'
import { testPreset } from './support/preset-promises'

testPreset({ name: 'vite()', preset: 'vite', tools: 'vite', files: vitePage, hasPage: true, isInShort: true })
testPreset({ name: 'vite() with Vite 4', preset: 'vite', tools: 'vite-4', files: vitePage, hasPage: true })
testPreset({
  name: "script('dev') of Vite",
  preset: 'script',
  script: 'dev',
  tools: 'vite',
  files: vitePage,
  hasPage: true,
})
testPreset({
  name: 'next()',
  preset: 'next',
  tools: 'next',
  files: nextPage,
  hasPage: true,
  isInShort: true,
  runsTwice: false,
})
testPreset({ name: 'next() with Next 15', preset: 'next', tools: 'next-15', files: nextPage, hasPage: true })
testPreset({ name: 'astro()', preset: 'astro', tools: 'astro', files: astroPage, hasPage: true })
testPreset({ name: 'nuxt()', preset: 'nuxt', tools: 'nuxt', files: nuxtPage, hasPage: true })
testPreset({ name: 'angular()', preset: 'angular', tools: 'angular', files: angularPage, hasPage: true })
