// One small page for each tool: its text is `hello`, and its button counts clicks once the page is hydrated.

type Files = Readonly<Record<string, string>>

/** Vite, without a framework, and with a dependency that it bundles first: one of its own. */
export const vitePage: Files = {
  'index.html': '<title>hello</title><button>clicked 0</button><script type="module" src="/main.js"></script>',
  'main.js': `
    import { nanoid } from 'nanoid/non-secure'
    import { step } from './step.js'
    const button = document.querySelector('button')
    let count = 0
    button.onclick = () => (button.innerText = 'clicked ' + (count += step) + ' ' + nanoid().length)`,
  'step.js': 'export const step = 1',
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: { dev: 'vite' } }),
}

/** Next.js with its app router. */
export const nextPage: Files = {
  'app/layout.jsx': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>',
  'app/page.jsx': `
    'use client'
    import { useState } from 'react'
    export default function Page() {
      const [count, setCount] = useState(0)
      return <><h1>hello</h1><button onClick={() => setCount(count + 1)}>clicked {count}</button></>
    }`,
  'package.json': JSON.stringify({ private: true, scripts: { dev: 'next dev' } }),
}

/** Variables of Next.js for tests without a preset. */
export const nextEnv: Files = { NEXT_TELEMETRY_DISABLED: '1' }

/** Nuxt with one component. */
export const nuxtPage: Files = {
  'app/app.vue': `
    <script setup>
    const count = ref(0)
    </script>
    <template><main><h1>hello</h1><button @click="count += 1">clicked {{ count }}</button></main></template>`,
  'nuxt.config.js':
    "export default defineNuxtConfig({ compatibilityDate: '2025-07-15', devtools: { enabled: false } })",
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: { dev: 'nuxt dev' } }),
}

/** Astro with a script on its page. */
export const astroPage: Files = {
  'src/pages/index.astro': `---
const title = 'hello'
---
<html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1><button>clicked 0</button>
<script>
  const button = document.querySelector('button')
  let count = 0
  button.onclick = () => (button.innerText = 'clicked ' + (count += 1))
</script></body></html>`,
  'astro.config.mjs': 'export default { devToolbar: { enabled: false } }',
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: { dev: 'astro dev' } }),
}

/** A project of the Angular CLI. */
export const angularPage: Files = {
  'src/index.html':
    '<!doctype html><html lang="en"><head><title>hello</title></head><body><app-root></app-root></body></html>',
  'src/main.ts': `
    import { bootstrapApplication } from '@angular/platform-browser'
    import { Component, signal } from '@angular/core'
    @Component({ selector: 'app-root', template: '<button (click)="count.set(count() + 1)">clicked {{ count() }}</button>' })
    class App { readonly count = signal(0) }
    void bootstrapApplication(App)`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'preserve',
      moduleResolution: 'bundler',
      experimentalDecorators: true,
      lib: ['ES2022', 'DOM'],
      skipLibCheck: true,
    },
    files: ['src/main.ts'],
  }),
  'angular.json': JSON.stringify({
    version: 1,
    projects: {
      shop: {
        projectType: 'application',
        root: '',
        sourceRoot: 'src',
        architect: {
          build: {
            builder: '@angular/build:application',
            options: { browser: 'src/main.ts', index: 'src/index.html', tsConfig: 'tsconfig.json' },
            configurations: { development: { optimization: false, sourceMap: true } },
            defaultConfiguration: 'development',
          },
          serve: { builder: '@angular/build:dev-server', options: { buildTarget: 'shop:build', port: 4200 } },
        },
      },
    },
  }),
  'package.json': JSON.stringify({ private: true, scripts: { start: 'ng serve' } }),
}

/** SvelteKit with one route. */
export const svelteKitPage: Files = {
  'src/app.html': '<!doctype html><html lang="en"><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
  'src/routes/+page.svelte': `
    <script>
      let count = $state(0)
    </script>
    <h1>hello</h1><button onclick={() => (count += 1)}>clicked {count}</button>`,
  'svelte.config.js': 'export default {}',
  'vite.config.js': `
    import { sveltekit } from '@sveltejs/kit/vite'
    export default { plugins: [sveltekit()] }`,
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: { dev: 'vite dev' } }),
}

/** React Router as a framework, with one route. */
export const reactRouterPage: Files = {
  'app/root.jsx': `
    import { Outlet, Scripts } from 'react-router'
    export default function Root() {
      return <html lang="en"><head><title>hello</title></head><body><Outlet /><Scripts /></body></html>
    }`,
  'app/routes.js': `
    import { index } from '@react-router/dev/routes'
    export default [index('home.jsx')]`,
  'app/home.jsx': `
    import { useState } from 'react'
    export default function Home() {
      const [count, setCount] = useState(0)
      return <><h1>hello</h1><button onClick={() => setCount(count + 1)}>clicked {count}</button></>
    }`,
  'vite.config.js': `
    import { reactRouter } from '@react-router/dev/vite'
    // Its packages lie above its folder here.
    export default { plugins: [reactRouter()], server: { fs: { allow: ['..'] } } }`,
  'package.json': JSON.stringify({
    private: true,
    type: 'module',
    scripts: { dev: 'react-router dev' },
    // Its runtime is found by this list, and what is not in it is installed.
    dependencies: { '@react-router/node': '7.18.4', isbot: '5.2.3' },
  }),
}

/** webpack with a page of its own. */
export const webpackPage: Files = {
  'public/index.html': '<title>hello</title><button>clicked 0</button><script src="/main.js"></script>',
  'src/index.js': `
    import { step } from './step.js'
    const button = document.querySelector('button')
    let count = 0
    button.onclick = () => (button.innerText = 'clicked ' + (count += step))`,
  'src/step.js': 'export const step = 1',
  'webpack.config.cjs': `module.exports = { mode: 'development', devServer: { port: 8080, open: true } }`,
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: { dev: 'webpack serve' } }),
}

/** Storybook with Vite and one story. Its packages have no types here, so it asks for none. */
export const storybookPage: Files = {
  '.storybook/main.js': `
    export default {
      framework: '@storybook/react-vite',
      stories: ['../src/*.stories.jsx'],
      typescript: { reactDocgen: false },
    }`,
  '.storybook/manager-head.html': '<title>hello</title>',
  'src/hello.stories.jsx': `
    import React, { useState } from 'react'
    function Counter() {
      const [count, setCount] = useState(0)
      return <button onClick={() => setCount(count + 1)}>clicked {count}</button>
    }
    export default { title: 'hello', component: Counter }
    export const Page = {}`,
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: { storybook: 'storybook dev -p 6006' } }),
}

/** The URL of that story without the manager around it. */
export const storybookStory = '/iframe.html?id=hello--page&viewMode=story'
