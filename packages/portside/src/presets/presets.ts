import { preset } from './preset'
import {
  djangoSource,
  flaskSource,
  goSource,
  gunicornSource,
  phpSource,
  rackupSource,
  uvicornSource,
} from './server-sources'
import {
  angularSource,
  astroSource,
  nextSource,
  nuxtSource,
  reactRouterSource,
  storybookSource,
  svelteKitSource,
  viteSource,
  webpackSource,
} from './sources'

/** Vite's development server. */
export const vite = preset(viteSource)

/** The development server of Next.js, which is ready when it has compiled its first page. */
export const next = preset(nextSource)

/** The development server of Nuxt, which is ready when the loading screen is over. */
export const nuxt = preset(nuxtSource)

/** Astro's development server. */
export const astro = preset(astroSource)

/** The development server of the Angular CLI. */
export const angular = preset(angularSource)

/** Flask's development server. */
export const flask = preset(flaskSource)

/** The development server of a Django project. */
export const django = preset(djangoSource)

/** Uvicorn with an ASGI app: FastAPI, Starlette, Django. */
export const uvicorn = preset(uvicornSource)

/** A Rack app with the server that it has, mostly Puma: Rails, Sinatra, Hanami. */
export const rackup = preset(rackupSource)

/** The development server of SvelteKit, which is Vite's. */
export const svelteKit = preset(svelteKitSource)

/** The development server of React Router as a framework. */
export const reactRouter = preset(reactRouterSource)

/** webpack-dev-server. */
export const webpack = preset(webpackSource)

/** Storybook's development server, which is ready when it lists the stories and its preview is built. */
export const storybook = preset(storybookSource)

/** gunicorn with a WSGI app: Flask, Django. */
export const gunicorn = preset(gunicornSource)

/** The web server that PHP has built in. */
export const php = preset(phpSource)

/** A program in Go that reads `PORT` and `HOST`, compiled and run by `go run`. */
export const go = preset(goSource)
