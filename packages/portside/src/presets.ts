export { preset, type Preset } from './presets/preset'
export type { PresetOptions, PresetPort } from './presets/preset-options'
export type { OwnWords, PresetSource } from './presets/preset-source'
export {
  angular,
  astro,
  django,
  flask,
  go,
  gunicorn,
  next,
  nuxt,
  php,
  rackup,
  reactRouter,
  storybook,
  svelteKit,
  uvicorn,
  vite,
  webpack,
} from './presets/presets'
export { script } from './presets/script'
export type {
  DjangoOptions,
  FlaskOptions,
  PythonOptions,
  RackupOptions,
  UvicornOptions,
} from './presets/server-sources'
export type { CommandPlace, OutputHint } from '@portside/core/kit'
