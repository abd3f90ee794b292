/** What electron-builder does not do by itself: once Electron is in the app folder, and before that is signed. */
const { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } = require('@electron/fuses')
const { existsSync, readdirSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const { usesWasm } = require('./other-native.cjs')

const ARCHES = { 0: 'ia32', 1: 'x64', 2: 'armv7l', 3: 'arm64', 4: 'universal' }

/** The folder of resources, and the file that holds the fuses. */
function places({ electronPlatformName, appOutDir, packager }) {
  const name = packager.appInfo.productFilename
  const app = join(appOutDir, `${name}.app`)
  if (electronPlatformName === 'darwin')
    return { resources: join(app, 'Contents', 'Resources'), executable: app }
  const file = electronPlatformName === 'win32' ? `${name}.exe` : packager.executableName
  return { resources: join(appOutDir, 'resources'), executable: join(appOutDir, file) }
}

/** @throws Error when the package could not load a network or read a picture on its system */
function checkNative(modules, platform, arch, wasm) {
  const bin = join(modules, 'onnxruntime-node', 'bin')
  const binding = (napi) => join(bin, napi, platform, arch, 'onnxruntime_binding.node')
  if (!(existsSync(bin) ? readdirSync(bin) : []).some((napi) => existsSync(binding(napi))))
    throw new Error(`There is no ONNX Runtime for ${platform}-${arch} in node_modules.`)
  if (!wasm && !existsSync(join(modules, '@img', `sharp-${platform}-${arch}`)))
    throw new Error(`There is no sharp for ${platform}-${arch} in node_modules: run npm ci on that system.`)
}

/** @param {Record<string, unknown>} wire the fuses there are, by number: older Electrons have fewer */
function fusesFor(platform, wire) {
  const wanted = {
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // Electron checks the archive on these two only.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform !== 'linux',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  }
  return Object.fromEntries(Object.entries(wanted).filter(([number]) => number in wire))
}

/** A local Electron may carry an app, which would be loaded before ours, and where that app's updates are. */
function afterExtract(context) {
  const { packager, appOutDir, electronPlatformName } = context
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, packager.info.framework.distMacOsAppName, 'Contents', 'Resources')
      : join(appOutDir, 'resources')
  for (const name of ['app', 'default_app.asar', 'app-update.yml'])
    rmSync(join(resources, name), { recursive: true, force: true })
}

async function afterPack(context) {
  const platform = context.electronPlatformName
  const arch = ARCHES[context.arch]
  const { resources, executable } = places(context)
  const wasm = usesWasm(join(context.packager.projectDir, 'node_modules'), platform)
  checkNative(join(resources, 'app.asar.unpacked', 'node_modules'), platform, arch, wasm)
  const fuses = fusesFor(platform, await getCurrentFuseWire(executable))
  const resetAdHocDarwinSignature = process.platform === 'darwin' && arch === 'arm64'
  await flipFuses(executable, { version: FuseVersion.V1, resetAdHocDarwinSignature, ...fuses })
}

module.exports = { afterExtract, afterPack }
