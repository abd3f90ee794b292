const { existsSync, readdirSync } = require('node:fs')
const { join } = require('node:path')

const list = (dir) => (existsSync(dir) ? readdirSync(dir) : [])

/**
 * Whether a package takes sharp's WebAssembly build in place of the native one: on Linux, because the native one
 * brings a GLib of its own, which collides with the one GTK brings into Electron.
 */
function usesWasm(modules, platform) {
  return platform === 'linux' && existsSync(join(modules, '@img', 'sharp-wasm32'))
}

/** Paths in `modules` that a package for `platform` and `arch` does not need: binaries of other systems. */
function otherNative(modules, platform, arch) {
  const others = []
  const bin = join('onnxruntime-node', 'bin')
  for (const napi of list(join(modules, bin)))
    for (const system of list(join(modules, bin, napi))) {
      if (system !== platform) others.push(join(bin, napi, system))
      else
        for (const name of list(join(modules, bin, napi, system))) {
          const own = join(bin, napi, system, name)
          if (name !== arch) others.push(own)
          // macOS has the same library twice; the binding asks for the one with the short name.
          else
            for (const file of list(join(modules, own)))
              if (LONG_NAME.test(file)) others.push(join(own, file))
        }
    }
  const wasm = usesWasm(modules, platform)
  const sharp = (name) => (wasm ? name === 'sharp-wasm32' : name.endsWith(`-${platform}-${arch}`))
  for (const name of list(join(modules, '@img')))
    if (name.startsWith('sharp-') && !sharp(name)) others.push(join('@img', name))
  return others.map((path) => path.replaceAll('\\', '/'))
}

const LONG_NAME = /^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/

module.exports = { otherNative, usesWasm }
