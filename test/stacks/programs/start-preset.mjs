// Starts the service of a preset, prints its address, and stays.
// node start-preset.mjs <entry of core> <entry of the presets> <settings as JSON>
const [core, entry, settings] = process.argv.slice(2)
const { start } = await import(core)
const presets = await import(entry)
const { preset, script, options } = JSON.parse(settings)
const service = await start(preset === 'script' ? presets.script(script, options) : presets[preset](options))
console.log('at', service.url)
setInterval(() => undefined, 1000)
