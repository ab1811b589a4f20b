// The preload that `needs-preload.mjs` needs.
globalThis.hasPreload = true
