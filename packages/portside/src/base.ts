// Entry point for test files; the build bundles it into one file, because each further file takes most of a millisecond to load.
import '@portside/core'
import '@portside/core/worker'
import '@portside/errors'
import '@portside/probe'
import './index'
