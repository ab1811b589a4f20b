import { preset } from './preset'
import {
  angularSource,
  astroSource,
  djangoSource,
  flaskSource,
  nextSource,
  nuxtSource,
  rackupSource,
  uvicornSource,
  viteSource,
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
