// What a test file may load, at once: each module more costs it a millisecond.
import '@portside/core'
import '@portside/core/adapter'
import '@portside/errors'
import '@portside/probe'
