import type { ModelInfo } from '@shared/contract'

/** Tells models apart: an imported one may have the name of another version. */
export const modelId = ({ name, version, sha256 }: ModelInfo) => `${name} ${version} ${sha256 ?? ''}`
