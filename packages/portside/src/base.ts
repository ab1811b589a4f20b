// What a test file may load, at once: each file more costs it most of a millisecond to load.
import '@portside/core'
import '@portside/core/worker'
import '@portside/errors'
import '@portside/probe'
import './index'
