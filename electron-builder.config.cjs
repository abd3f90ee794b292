/**
 * Installers: Windows NSIS (one click, per user), macOS dmg (Apple silicon), Linux AppImage and deb.
 * `npx electron-builder --config electron-builder.config.cjs [--dir] [-c.electronDist=DIR]`
 *
 * Only what runs is packed: the three builds, package.json and production dependencies. The network runtime and
 * the picture decoder are native and read other files beside them, so they lie outside the archive; binaries of
 * other systems are left out by `afterPack`, because `${platform}` in patterns is the host's, not the target's.
 */
const { flipFuses, FuseV1Options, FuseVersion } = require('@electron/fuses')
const { existsSync, readdirSync, rmSync } = require('node:fs')
const { join } = require('node:path')

const NAMES = { darwin: 'darwin', linux: 'linux', win32: 'win32' }
const ARCHES = { 0: 'ia32', 1: 'x64', 2: 'armv7l', 3: 'arm64', 4: 'universal' }

const resourcesOf = (context) =>
  context.electronPlatformName === 'darwin'
    ? join(context.appOutDir, `${context.packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
    : join(context.appOutDir, 'resources')

const executableOf = (context) => {
  const name = context.packager.appInfo.productFilename
  if (context.electronPlatformName === 'darwin') return join(context.appOutDir, `${name}.app`)
  if (context.electronPlatformName === 'win32') return join(context.appOutDir, `${name}.exe`)
  return join(context.appOutDir, context.packager.executableName ?? name)
}

/** Keeps only the entries of a folder that `keep` accepts. */
function prune(dir, keep) {
  if (!existsSync(dir)) return
  for (const name of readdirSync(dir)) if (!keep(name)) rmSync(join(dir, name), { recursive: true, force: true })
}

async function afterPack(context) {
  const platform = NAMES[context.electronPlatformName]
  const arch = ARCHES[context.arch]
  // A local Electron given as electronDist may carry a default app, which would be loaded before ours.
  rmSync(join(resourcesOf(context), 'app'), { recursive: true, force: true })
  const modules = join(resourcesOf(context), 'app.asar.unpacked', 'node_modules')
  const bin = join(modules, 'onnxruntime-node', 'bin')
  for (const napi of existsSync(bin) ? readdirSync(bin) : []) {
    prune(join(bin, napi), (name) => name === platform)
    prune(join(bin, napi, platform), (name) => name === arch)
  }
  // @img/sharp-linux-x64, @img/sharp-libvips-linux-x64 …; the WebAssembly build runs everywhere.
  prune(join(modules, '@img'), (name) => !name.startsWith('sharp-') || name.includes('wasm32') || name.endsWith(`-${platform}-${arch}`))
  if (process.env.KARYON_KEEP_FUSES) return
  await flipFuses(executableOf(context), {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: context.electronPlatformName === 'darwin' && arch === 'arm64',
    // The self-test of a device, and an image that ended Karyon twice, run in a plain Node process of their own.
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: context.electronPlatformName !== 'linux',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  })
}

const images = ['tif', 'tiff', 'png', 'jpg', 'jpeg']

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'org.karyon.app',
  productName: 'Karyon',
  copyright: 'The Karyon authors, Apache-2.0',
  directories: { output: 'dist', buildResources: 'resources' },
  // One list for all systems: a platform's own list with only exclusions would let sources in.
  files: [
    'package.json',
    'LICENSE',
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    '!**/*.map',
    '!**/{test,tests,__tests__,docs,example,examples}/**',
    '!**/*.{ts,md,markdown}',
  ],
  extraResources: [
    { from: 'resources/models', to: 'models' },
    { from: 'LICENSE', to: 'LICENSE' },
    { from: 'dist/THIRD-PARTY-LICENSES.txt', to: 'THIRD-PARTY-LICENSES.txt' },
  ],
  asar: true,
  // Without these no network loads and no picture is read.
  asarUnpack: [
    '**/node_modules/onnxruntime-node/**',
    '**/node_modules/onnxruntime-common/**',
    '**/node_modules/sharp/**',
    '**/node_modules/@img/**',
    '**/node_modules/node-sqlite3-wasm/**',
    'out/main/*-worker.js',
    'out/main/inference-host.js',
    'out/main/chunks/**',
  ],
  npmRebuild: false,
  afterPack,
  fileAssociations: [{ ext: images, name: 'Image', role: 'Viewer', rank: 'Alternate' }],
  win: { target: [{ target: 'nsis', arch: ['x64'] }], icon: 'resources/icon.png' },
  nsis: { oneClick: true, perMachine: false, deleteAppDataOnUninstall: false },
  mac: { target: [{ target: 'dmg', arch: ['arm64'] }], category: 'public.app-category.medical', icon: 'resources/icon.png', hardenedRuntime: true },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Science',
    icon: 'resources/icon.png',
    executableName: 'karyon',
    maintainer: 'The Karyon authors',
    synopsis: 'Finds, outlines and counts cell nuclei',
  },
}
