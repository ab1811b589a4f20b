// What a test file may load of the ES modules alone, in one file with the rest: the plugin for Vitest has its tests load that file itself.
import './vitest'
