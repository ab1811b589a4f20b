import { spawnSync } from 'node:child_process'

const candidates = ['.venv/bin/python', 'python3', '/usr/bin/python3', 'python']
const hasFlask = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("flask") is None)'

/** A Python that has Flask, the project's own first; `undefined` where there is none. */
export const python = candidates.find((name) => spawnSync(name, ['-c', hasFlask]).status === 0)
