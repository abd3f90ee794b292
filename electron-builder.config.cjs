/**
 * Installers: Windows NSIS (one click, per user), macOS dmg (Apple silicon), Linux AppImage and deb. Used by
 * scripts/package.mjs (`npm run package`), which gives what is only known when packaging.
 *
 * Only what runs is packed: the builds, package.json and production dependencies. Native files and what they read
 * lie outside the archive, all scripts inside it, where their hash is checked (macOS, Windows).
 */
const { join } = require('node:path')
const { afterExtract, afterPack } = require('./scripts/package/hooks.cjs')
const { otherNative } = require('./scripts/package/other-native.cjs')

const out = process.env.KARYON_OUT ?? join(__dirname, 'dist')
const tiff = { ext: ['tif', 'tiff'], name: 'TIFF image', role: 'Viewer', rank: 'Alternate' }
// As electron-builder's `${platform}` in patterns, which is the packing machine's: tests pack for other systems.
const [platform, arch] = (process.env.KARYON_TARGET ?? `${process.platform}-${process.arch}`).split('-')
// Without a certificate macOS builds are signed ad hoc, which the hardened runtime does not go with.
const macSigned = Boolean(process.env.CSC_LINK || process.env.CSC_NAME)

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'org.karyon.app',
  productName: 'Karyon',
  copyright: 'The Karyon authors, Apache-2.0',
  // The name ties windows to the desktop file; the page of the project is known to who publishes it.
  extraMetadata: { desktopName: 'karyon.desktop', homepage: process.env.KARYON_HOMEPAGE ?? '' },
  artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'build' },
  publish: null,
  // One list for all systems: a platform's own list with only exclusions would let sources in.
  files: [
    'package.json',
    { from: process.env.KARYON_BUILT ?? 'out', to: 'out', filter: ['{main,preload,renderer}/**', '!**/*.map'] },
    '!**/*.map',
    '!**/*.{ts,cts,mts,tsx,md,markdown,flow}',
    '!**/{test,tests,__tests__,docs,doc,example,examples,bench,benchmark,.github}/**',
    '!**/node_modules/sharp/src/**',
    '!**/node_modules/*/{tsconfig.json,.eslintrc*,.prettierrc*,.taprc,.travis.yml}',
    // Read when installing only: they fetch CUDA.
    '!**/node_modules/onnxruntime-node/script/**',
    '!**/node_modules/{adm-zip,global-agent}/**',
    ...otherNative(join(__dirname, 'node_modules'), platform, arch).map((path) => `!node_modules/${path}{,/**}`),
  ],
  extraResources: [
    { from: 'resources/models', to: 'models' },
    { from: 'LICENSE', to: 'LICENSE' },
    { from: join(out, 'THIRD-PARTY-LICENSES.txt'), to: 'THIRD-PARTY-LICENSES.txt' },
  ],
  electronLanguages: ['en-US'],
  asar: { smartUnpack: false },
  // Without these no network loads and no picture is read.
  asarUnpack: [
    '**/node_modules/onnxruntime-node/bin/**',
    '**/node_modules/@img/sharp-*/**/*.{node,dll,dylib}',
    '**/node_modules/@img/sharp-*/**/*.so*',
    '**/node_modules/@napi-rs/**/*.node',
  ],
  npmRebuild: false,
  afterExtract,
  afterPack,
  win: { target: [{ target: 'nsis', arch: ['x64'] }], icon: 'resources/icon.ico' },
  nsis: {
    oneClick: true,
    perMachine: false,
    deleteAppDataOnUninstall: false,
    // Offers Karyon for TIFF files; `fileAssociations` would make it their default program.
    include: 'build/windows/installer.nsh',
  },
  mac: {
    target: [{ target: 'dmg', arch: ['arm64'] }],
    category: 'public.app-category.medical',
    icon: 'resources/icon.icns',
    identity: macSigned ? undefined : '-',
    hardenedRuntime: macSigned,
    notarize: Boolean(process.env.APPLE_API_KEY || process.env.APPLE_ID),
    fileAssociations: [tiff],
  },
  // The runtime that needs no FUSE 2, which current distributions lack, and does not switch the sandbox off.
  toolsets: { appimage: '1.0.3' },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Science',
    icon: 'resources/icons',
    executableName: 'karyon',
    syncDesktopName: true,
    maintainer: 'The Karyon authors <karyon@localhost>',
    synopsis: 'Finds, outlines and counts cell nuclei',
    // Known types: declaring `fileAssociations` would define image/tiff anew for the whole system.
    mimeTypes: ['image/tiff'],
  },
  deb: {
    packageName: 'karyon',
    packageCategory: 'science',
    // What Electron links to or loads; names of before and after the 64-bit time change of Debian and Ubuntu.
    depends: [
      'libgtk-3-0 | libgtk-3-0t64',
      'libnss3',
      'libnspr4',
      'libasound2 | libasound2t64',
      'libgbm1',
      'libdrm2',
      'libatspi2.0-0 | libatspi2.0-0t64',
      'libsecret-1-0',
      'libnotify4',
      'libxtst6',
      'libuuid1',
    ],
    recommends: ['xdg-utils', 'libgl1', 'libvulkan1'],
    afterInstall: 'build/linux/after-install.sh',
    afterRemove: 'build/linux/after-remove.sh',
    fpm: [`${join(out, 'THIRD-PARTY-LICENSES.txt')}=/usr/share/doc/karyon/THIRD-PARTY-LICENSES.txt`, 'build/linux/copyright=/usr/share/doc/karyon/copyright'],
  },
}
